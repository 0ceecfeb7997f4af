-- What came in behind newer answers: rows of another machine, answers that are dated back. No fact,
-- and nobody's to unite: it lets whoever has folded the beginning of the log before see whether a
-- row has landed there since, without reading it again.
--
--   n      1, 2, 3 ... in the order in which they came in; 0 is the log itself
--   chain  a sum over this row and all before it, which begins at random, so that two logs never
--          have one in common by chance. Each step stays below 2^63
CREATE TABLE late (
    n       INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    session INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    chain   INTEGER NOT NULL
) STRICT;

INSERT INTO late VALUES (0, 0, 0, 0, random() & 0x3fffffffffffffff);

CREATE TRIGGER review_late AFTER INSERT ON review
WHEN (NEW.at, NEW.session, NEW.number) <
     (SELECT at, session, number FROM review ORDER BY at DESC, session DESC, number DESC LIMIT 1)
BEGIN
    INSERT INTO late
    SELECT n + 1, NEW.at, NEW.session, NEW.number,
           ((chain & 0x7ffffffff) * 0x7fffff1 + (NEW.session & 0x1fffffffffffffff)
            + (NEW.at & 0xffffffffff) + (NEW.number & 0xffffffff)) & 0x3fffffffffffffff
    FROM late ORDER BY n DESC LIMIT 1;
END;

CREATE TRIGGER late_stays BEFORE UPDATE ON late
BEGIN SELECT raise(ABORT, 'the log only grows: what came late is never changed'); END;
CREATE TRIGGER late_remains BEFORE DELETE ON late
BEGIN SELECT raise(ABORT, 'the log only grows: what came late is never removed'); END;
