-- What is settled for a connection behind its position: written directly, while something before it still waits.
CREATE TABLE ahead (
    connection INTEGER NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= first),
    PRIMARY KEY (connection, first)
) WITHOUT ROWID;
