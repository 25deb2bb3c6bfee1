-- Times are microseconds since 1970 in UTC. Bodies are JSON text in UTF-8, stored as blobs: a blob is bound without
-- being encoded again, and sqlite3 prints it as text.

-- The log itself. No further index: each costs a tenth of the insert rate or more.
CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    arrived INTEGER NOT NULL,
    body BLOB NOT NULL
);

-- One row that changes with every commit. "last" outlives the events, so that no sequence is ever given twice.
CREATE TABLE counters (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    commits INTEGER NOT NULL,
    last INTEGER NOT NULL,
    events INTEGER NOT NULL,
    purged INTEGER NOT NULL
);
INSERT INTO counters (id, commits, last, events, purged) VALUES (1, 0, 0, 0, 0);

CREATE TABLE connections (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL,
    bookmark TEXT,
    delivered INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    retried INTEGER NOT NULL DEFAULT 0,
    dead INTEGER NOT NULL DEFAULT 0,
    trouble_kind TEXT,
    trouble_failures INTEGER,
    trouble_since INTEGER,
    trouble_reason TEXT
);

-- What lies before a connection's position without being settled: AGAIN waits to be offered again,
-- DEAD was refused for good (one sequence a row, with a copy of the event).
CREATE TABLE exceptions (
    id INTEGER PRIMARY KEY,
    connection INTEGER NOT NULL REFERENCES connections (id),
    kind TEXT NOT NULL CHECK (kind IN ('AGAIN', 'DEAD')),
    first INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= first),
    due INTEGER,
    attempts INTEGER NOT NULL,
    since INTEGER NOT NULL,
    tried INTEGER NOT NULL,
    reason TEXT,
    body BLOB
);
CREATE UNIQUE INDEX exceptions_by_place ON exceptions (connection, kind, first);

CREATE TABLE sites (
    name TEXT PRIMARY KEY,
    events INTEGER NOT NULL,
    last_seen INTEGER NOT NULL
) WITHOUT ROWID;

-- By what repetitions are known: one row a commit, 16 bytes an event (name, content), named by the commit's first event.
CREATE TABLE remembered (
    sequence INTEGER PRIMARY KEY,
    arrived INTEGER NOT NULL,
    fingerprints BLOB NOT NULL
);
