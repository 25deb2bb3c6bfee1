-- Stores that were set aside because of damage, and how far what is readable in them has been carried over.
CREATE TABLE salvages (
    source TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- The old store's sequences: without gaps behind "low", known to reach to "high" (0: unknown); none is behind "start".
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    start INTEGER NOT NULL,
    -- From "first" on somebody waits for them; "through" and "history" are what has been looked at of either part.
    first INTEGER NOT NULL,
    through INTEGER NOT NULL,
    history INTEGER NOT NULL,
    restored INTEGER NOT NULL,
    lost INTEGER NOT NULL,
    missing TEXT NOT NULL,
    places_lost INTEGER NOT NULL,
    history_left INTEGER NOT NULL
);
