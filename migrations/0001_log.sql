-- The log: append-only tables of facts. Nothing here says when a card is due; that is
-- worked out from these rows each time.
--
-- A row's identity is (session, number): the random 64-bit name of the process that wrote
-- it, and 1, 2, 3 ... within that process. The primary key begins with the instant, so the
-- tables lie on disk in the order in which they are folded.
--
--   at       milliseconds since 1970-01-01T00:00:00 UTC
--   day      the study day, in days since 1970-01-01, worked out when the row was written
--   quality  SM-2's quality of the answer, 0 to 5
--   ms       milliseconds from showing to grade, at most 120000
CREATE TABLE review (
    at      INTEGER NOT NULL,
    session INTEGER NOT NULL,
    number  INTEGER NOT NULL CHECK (number > 0),
    card    TEXT    NOT NULL CHECK (card <> ''),
    day     INTEGER NOT NULL,
    quality INTEGER NOT NULL CHECK (quality BETWEEN 0 AND 5),
    ms      INTEGER NOT NULL CHECK (ms BETWEEN 0 AND 120000),
    source  TEXT    NOT NULL CHECK (source IN
            ('review', 'practice', 'rehearsal', 'grade', 'debrief', 'import')),
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

-- What a person said about a card or a story, by the name they gave.
CREATE TABLE mark (
    at      INTEGER NOT NULL,
    session INTEGER NOT NULL,
    number  INTEGER NOT NULL CHECK (number > 0),
    day     INTEGER NOT NULL,
    kind    TEXT    NOT NULL CHECK (kind IN
            ('bury', 'suspend', 'resume', 'flag', 'unflag', 'told')),
    subject TEXT    NOT NULL CHECK (subject <> ''),
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

-- A row that takes another row back, by its name.
CREATE TABLE undo (
    at             INTEGER NOT NULL,
    session        INTEGER NOT NULL,
    number         INTEGER NOT NULL CHECK (number > 0),
    target_session INTEGER NOT NULL,
    target_number  INTEGER NOT NULL,
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX review_name ON review (session, number);
CREATE UNIQUE INDEX mark_name ON mark (session, number);
CREATE UNIQUE INDEX undo_name ON undo (session, number);

-- The log only grows. With PRAGMA recursive_triggers on, as the program sets it, the
-- delete that hides in INSERT OR REPLACE is refused as well.
CREATE TRIGGER review_stays BEFORE UPDATE ON review
BEGIN SELECT raise(ABORT, 'the log only grows: a review is never changed'); END;
CREATE TRIGGER review_remains BEFORE DELETE ON review
BEGIN SELECT raise(ABORT, 'the log only grows: a review is never removed'); END;
CREATE TRIGGER mark_stays BEFORE UPDATE ON mark
BEGIN SELECT raise(ABORT, 'the log only grows: a mark is never changed'); END;
CREATE TRIGGER mark_remains BEFORE DELETE ON mark
BEGIN SELECT raise(ABORT, 'the log only grows: a mark is never removed'); END;
CREATE TRIGGER undo_stays BEFORE UPDATE ON undo
BEGIN SELECT raise(ABORT, 'the log only grows: an undo is never changed'); END;
CREATE TRIGGER undo_remains BEFORE DELETE ON undo
BEGIN SELECT raise(ABORT, 'the log only grows: an undo is never removed'); END;
