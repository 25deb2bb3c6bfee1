-- What connections have given up lies in files; each row is one of them. WAITING is for somebody's word, OFFERED is on its
-- way again, of DONE the file is deleted, and then the row. "position" is the last sequence settled, "settled" how many
-- events of the file that are; "begun" tells that the next ones may have reached their destination.
CREATE TABLE released (
    id INTEGER PRIMARY KEY,
    connection INTEGER NOT NULL REFERENCES connections (id),
    state TEXT NOT NULL CHECK (state IN ('WAITING', 'OFFERED', 'DONE')),
    first INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= first),
    position INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    events INTEGER NOT NULL,
    begun INTEGER NOT NULL DEFAULT 0,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    file TEXT NOT NULL,
    problem TEXT
);
CREATE UNIQUE INDEX released_by_place ON released (connection, first);

-- What is sent to a connection once more: at most one at a time, the last one stays to be looked at. "position" is the
-- last sequence looked at, "missing" how many up to there were not retained any more, "sent" what the destination has got.
CREATE TABLE replays (
    connection INTEGER PRIMARY KEY REFERENCES connections (id),
    state TEXT NOT NULL CHECK (state IN ('RUNNING', 'DONE', 'CANCELLED')),
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    position INTEGER NOT NULL,
    missing INTEGER NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0,
    begun INTEGER NOT NULL DEFAULT 0,
    since INTEGER,
    until INTEGER,
    at INTEGER NOT NULL,
    ended INTEGER,
    wishes TEXT NOT NULL
);
