-- Mock interviews. A mock is one row; each step of it is a row of its own, written when it happens, so
-- that a mock that is cut short keeps what was done and goes on where it stopped.
--
--   interview  the planning row of the interview it prepares; the row itself where it prepares none
--   questions  how many were wished for
--   minutes    how long it may take; no further question begins after them
CREATE TABLE mock (
    at                INTEGER NOT NULL,
    session           INTEGER NOT NULL,
    number            INTEGER NOT NULL CHECK (number > 0),
    day               INTEGER NOT NULL,
    interview_session INTEGER NOT NULL,
    interview_number  INTEGER NOT NULL,
    questions         INTEGER NOT NULL CHECK (questions > 0),
    minutes           INTEGER NOT NULL CHECK (minutes > 0),
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

-- The steps of a mock: a story was chosen for a question (`choice`), it was told (`told`), a follow-up
-- was answered (`follow-up`), the mock came to its end (`end`). And what was asked after a story in a
-- real interview (`asked`).
--
--   mock     of `asked` the planning row of the interview
--   subject  the key of the question, of a follow-up its own; `mock` at the end; of `asked` the words
--   story    the name of the story chosen; null at the end
--   run      of `told` the run, if one was begun; the row itself elsewhere
--   quality  0 to 5: of a choice what it is worth, of a follow-up what the person gave; else null
--   ms       milliseconds to choose, or to answer a follow-up; else 0
CREATE TABLE answer (
    at           INTEGER NOT NULL,
    session      INTEGER NOT NULL,
    number       INTEGER NOT NULL CHECK (number > 0),
    mock_session INTEGER NOT NULL,
    mock_number  INTEGER NOT NULL,
    step         TEXT    NOT NULL CHECK (step IN ('choice', 'told', 'follow-up', 'end', 'asked')),
    subject      TEXT    NOT NULL CHECK (subject <> ''),
    story        TEXT,
    run_session  INTEGER NOT NULL,
    run_number   INTEGER NOT NULL,
    quality      INTEGER CHECK (quality BETWEEN 0 AND 5),
    ms           INTEGER NOT NULL CHECK (ms >= 0),
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX mock_name ON mock (session, number);
CREATE UNIQUE INDEX answer_name ON answer (session, number);

CREATE TRIGGER mock_stays BEFORE UPDATE ON mock
BEGIN SELECT raise(ABORT, 'the log only grows: a mock is never changed'); END;
CREATE TRIGGER mock_remains BEFORE DELETE ON mock
BEGIN SELECT raise(ABORT, 'the log only grows: a mock is never removed'); END;
CREATE TRIGGER answer_stays BEFORE UPDATE ON answer
BEGIN SELECT raise(ABORT, 'the log only grows: an answer of a mock is never changed'); END;
CREATE TRIGGER answer_remains BEFORE DELETE ON answer
BEGIN SELECT raise(ABORT, 'the log only grows: an answer of a mock is never removed'); END;
