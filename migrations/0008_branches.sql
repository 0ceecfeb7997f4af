-- late: beside what came in behind newer answers it lists from now on where another session goes on.
-- Of two copies of one log that each went on by itself, no row says the same, since each bears
-- something random: whoever has folded the beginning of one sees that the other took its place.
--
--   chain  random, and no sum any more
DROP TRIGGER review_late;

CREATE TRIGGER review_late AFTER INSERT ON review
WHEN NEW.session <> (SELECT session FROM late ORDER BY n DESC LIMIT 1)
  OR (NEW.at, NEW.session, NEW.number) <
     (SELECT at, session, number FROM review ORDER BY at DESC, session DESC, number DESC LIMIT 1)
BEGIN
    INSERT INTO late
    SELECT n + 1, NEW.at, NEW.session, NEW.number, random() & 0x3fffffffffffffff
    FROM late ORDER BY n DESC LIMIT 1;
END;
