-- amend: two logs held one answer with different study days, since the machines that took it
-- in stood in different zones. The smallest day holds. The row follows from the answer and
-- the day alone, instant and name too, so that every machine that finds the difference
-- writes the same row.
CREATE TABLE amend (
    at             INTEGER NOT NULL,
    session        INTEGER NOT NULL,
    number         INTEGER NOT NULL CHECK (number > 0),
    day            INTEGER NOT NULL,
    target_session INTEGER NOT NULL,
    target_number  INTEGER NOT NULL,
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

-- stamp: answers that are dated back follow. The rows of this session with larger numbers
-- were written at this instant or later, whatever their own says. Undo takes the row that was
-- written last.
CREATE TABLE stamp (
    at      INTEGER NOT NULL,
    session INTEGER NOT NULL,
    number  INTEGER NOT NULL CHECK (number > 0),
    PRIMARY KEY (at, session, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX stamp_name ON stamp (session, number);
CREATE UNIQUE INDEX amend_name ON amend (session, number);
CREATE INDEX amend_target ON amend (target_session, target_number);

CREATE TRIGGER amend_stays BEFORE UPDATE ON amend
BEGIN SELECT raise(ABORT, 'the log only grows: an amendment is never changed'); END;
CREATE TRIGGER amend_remains BEFORE DELETE ON amend
BEGIN SELECT raise(ABORT, 'the log only grows: an amendment is never removed'); END;
CREATE TRIGGER stamp_stays BEFORE UPDATE ON stamp
BEGIN SELECT raise(ABORT, 'the log only grows: a stamp is never changed'); END;
CREATE TRIGGER stamp_remains BEFORE DELETE ON stamp
BEGIN SELECT raise(ABORT, 'the log only grows: a stamp is never removed'); END;
