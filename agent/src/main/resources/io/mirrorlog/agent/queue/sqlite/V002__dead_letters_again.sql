-- A dead letter that is offered again is a row of kind AGAIN that keeps its body: the log may have forgotten the event,
-- so the row says when it arrived as well. Of those refused before, the first attempt stands for that where it is not known.
ALTER TABLE exceptions ADD COLUMN arrived INTEGER;
UPDATE exceptions
SET arrived = coalesce((SELECT events.arrived FROM events WHERE events.sequence = exceptions.first), since)
WHERE kind = 'DEAD';
