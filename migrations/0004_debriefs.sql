-- What was said after an interview. Each answer is a row, written when it is given, so that
-- a debrief cut half-way goes on where it stopped.
--
--   telling  an interview may ask for several stories: 1, 2, 3 ...
--   value    the answer; null if it was skipped. Of `missing` words, comma separated, from
--            decision, change, number, closing; empty if nothing was
CREATE TABLE debrief (
    at              INTEGER NOT NULL,
    session         INTEGER NOT NULL,
    number          INTEGER NOT NULL CHECK (number > 0),
    day             INTEGER NOT NULL,
    planned_session INTEGER NOT NULL,
    planned_number  INTEGER NOT NULL,
    telling         INTEGER NOT NULL CHECK (telling > 0),
    field           TEXT    NOT NULL CHECK (field IN ('question', 'story', 'landed', 'missing')),
    value           TEXT,
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX debrief_name ON debrief (session, number);

CREATE TRIGGER debrief_stays BEFORE UPDATE ON debrief
BEGIN SELECT raise(ABORT, 'the log only grows: a debrief is never changed'); END;
CREATE TRIGGER debrief_remains BEFORE DELETE ON debrief
BEGIN SELECT raise(ABORT, 'the log only grows: a debrief is never removed'); END;
