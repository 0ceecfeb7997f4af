-- Interviews. The row that plans one is the interview: later rows name it and say what
-- changed. The newest row that changes it holds.
--
--   date     the day of the interview, in days since 1970-01-01
--   stories  names, comma separated; null for all own stories
--   job      the file under the home that the job text was copied to
CREATE TABLE interview (
    at              INTEGER NOT NULL,
    session         INTEGER NOT NULL,
    number          INTEGER NOT NULL CHECK (number > 0),
    day             INTEGER NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind IN ('planned', 'changed', 'done', 'removed')),
    planned_session INTEGER NOT NULL,
    planned_number  INTEGER NOT NULL,
    name            TEXT    NOT NULL CHECK (name <> ''),
    date            INTEGER NOT NULL,
    role            TEXT,
    stories         TEXT,
    job             TEXT,
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX interview_name ON interview (session, number);

CREATE TRIGGER interview_stays BEFORE UPDATE ON interview
BEGIN SELECT raise(ABORT, 'the log only grows: an interview is never changed'); END;
CREATE TRIGGER interview_remains BEFORE DELETE ON interview
BEGIN SELECT raise(ABORT, 'the log only grows: an interview is never removed'); END;
