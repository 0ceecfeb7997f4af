-- Timed rehearsals. A run is one row; each lap is a row of its own, written at its tap, so
-- that a run that is cut short keeps what was spoken. The lap `end` says that the run came
-- to its end.
--
--   ms     milliseconds, pauses left out
--   words  whitespace tokens with a letter or digit
CREATE TABLE run (
    at      INTEGER NOT NULL,
    session INTEGER NOT NULL,
    number  INTEGER NOT NULL CHECK (number > 0),
    day     INTEGER NOT NULL,
    story   TEXT    NOT NULL CHECK (story <> ''),
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE lap (
    at          INTEGER NOT NULL,
    session     INTEGER NOT NULL,
    number      INTEGER NOT NULL CHECK (number > 0),
    run_session INTEGER NOT NULL,
    run_number  INTEGER NOT NULL,
    part        TEXT    NOT NULL CHECK (part IN ('start', 'situation', 'task', 'action',
                'result', 'learning', 'closing', 'end')),
    ms          INTEGER NOT NULL CHECK (ms >= 0),
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

-- Words spoken in a known time: what the speaking rate is learned from.
CREATE TABLE pace (
    at      INTEGER NOT NULL,
    session INTEGER NOT NULL,
    number  INTEGER NOT NULL CHECK (number > 0),
    day     INTEGER NOT NULL,
    source  TEXT    NOT NULL CHECK (source IN ('calibration', 'transcript')),
    words   INTEGER NOT NULL CHECK (words > 0),
    ms      INTEGER NOT NULL CHECK (ms > 0),
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX run_name ON run (session, number);
CREATE UNIQUE INDEX lap_name ON lap (session, number);
CREATE UNIQUE INDEX pace_name ON pace (session, number);

CREATE TRIGGER run_stays BEFORE UPDATE ON run
BEGIN SELECT raise(ABORT, 'the log only grows: a run is never changed'); END;
CREATE TRIGGER run_remains BEFORE DELETE ON run
BEGIN SELECT raise(ABORT, 'the log only grows: a run is never removed'); END;
CREATE TRIGGER lap_stays BEFORE UPDATE ON lap
BEGIN SELECT raise(ABORT, 'the log only grows: a lap is never changed'); END;
CREATE TRIGGER lap_remains BEFORE DELETE ON lap
BEGIN SELECT raise(ABORT, 'the log only grows: a lap is never removed'); END;
CREATE TRIGGER pace_stays BEFORE UPDATE ON pace
BEGIN SELECT raise(ABORT, 'the log only grows: a pace is never changed'); END;
CREATE TRIGGER pace_remains BEFORE DELETE ON pace
BEGIN SELECT raise(ABORT, 'the log only grows: a pace is never removed'); END;
