-- Since when and why an admin lets a connection wait; both absent while nobody does.
ALTER TABLE connections ADD COLUMN paused_since INTEGER;
ALTER TABLE connections ADD COLUMN paused_reason TEXT;
