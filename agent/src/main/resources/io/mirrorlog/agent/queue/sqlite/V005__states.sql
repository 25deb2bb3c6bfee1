-- Since when a connection works, or fails in the present way; absent where an older version did not note it.
ALTER TABLE connections ADD COLUMN state_since INTEGER;
UPDATE connections SET state_since = trouble_since;
