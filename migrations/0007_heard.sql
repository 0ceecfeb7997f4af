-- What was heard of a run. A run knows where it comes from: `tapped` (a key at the end of each
-- beat), `voice` (recorded and heard), `transcript` (a file). The words are an open set, and what
-- they mean is the program's.
--
--   transcript  a fixed 64-bit hash of the words that were heard, so that one transcript judged twice
--               is one run; null where nothing was known of it when the run began
ALTER TABLE run ADD COLUMN source TEXT NOT NULL DEFAULT 'tapped' CHECK (source <> '');
ALTER TABLE run ADD COLUMN transcript INTEGER;

-- The words heard of each part of a run, 0 where it was looked for and not heard. `start` has the
-- words before the first that the story's first part has, too; `end` has all that were heard, and
-- says that what was heard was judged to its end. Seconds, where they are known, are laps.
--
--   words  whitespace tokens with a letter or digit
CREATE TABLE heard (
    at          INTEGER NOT NULL,
    session     INTEGER NOT NULL,
    number      INTEGER NOT NULL CHECK (number > 0),
    run_session INTEGER NOT NULL,
    run_number  INTEGER NOT NULL,
    part        TEXT    NOT NULL CHECK (part IN ('start', 'situation', 'task', 'action',
                'result', 'learning', 'closing', 'end')),
    words       INTEGER NOT NULL CHECK (words >= 0),
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

-- The points that were looked for in what was heard. Where a person corrects what a machine heard,
-- another row says so: of one run, part and point the newest row holds.
--
--   point    a fixed 32-bit hash of the point's words, without case and marks; never the words
--   verdict  `perhaps` is a machine's doubt that nobody has resolved
CREATE TABLE point (
    at          INTEGER NOT NULL,
    session     INTEGER NOT NULL,
    number      INTEGER NOT NULL CHECK (number > 0),
    run_session INTEGER NOT NULL,
    run_number  INTEGER NOT NULL,
    part        TEXT    NOT NULL CHECK (part IN ('situation', 'task', 'action',
                'result', 'learning', 'closing')),
    point       INTEGER NOT NULL CHECK (point BETWEEN 0 AND 4294967295),
    verdict     TEXT    NOT NULL CHECK (verdict IN ('said', 'perhaps', 'not')),
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX heard_name ON heard (session, number);
CREATE UNIQUE INDEX point_name ON point (session, number);

CREATE TRIGGER heard_stays BEFORE UPDATE ON heard
BEGIN SELECT raise(ABORT, 'the log only grows: what was heard is never changed'); END;
CREATE TRIGGER heard_remains BEFORE DELETE ON heard
BEGIN SELECT raise(ABORT, 'the log only grows: what was heard is never removed'); END;
CREATE TRIGGER point_stays BEFORE UPDATE ON point
BEGIN SELECT raise(ABORT, 'the log only grows: a point is never changed'); END;
CREATE TRIGGER point_remains BEFORE DELETE ON point
BEGIN SELECT raise(ABORT, 'the log only grows: a point is never removed'); END;
