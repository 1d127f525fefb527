-- The log: leaves in their one order, and the state that the next leaf is appended to.
CREATE TABLE records (
    log_index INTEGER PRIMARY KEY NOT NULL,   -- from 0, without holes
    id TEXT NOT NULL UNIQUE,
    inst TEXT NOT NULL REFERENCES instances (inst),
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    tenant TEXT NOT NULL,
    route TEXT,
    verdict TEXT,
    of TEXT,
    leaf BLOB NOT NULL,                       -- leaf data; the columns above repeat parts of it for searching
    UNIQUE (inst, seq)
) STRICT;
CREATE INDEX records_of ON records (of) WHERE of IS NOT NULL;
CREATE INDEX records_type ON records (type, log_index);
CREATE INDEX records_tenant ON records (tenant, log_index);

-- Merkle leaf hashes, apart from the leaves: with them a changed or moved leaf is not only noticed but found.
CREATE TABLE leaf_hashes (
    log_index INTEGER PRIMARY KEY NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- Right edge of the tree and the newest signed checkpoint; one row.
CREATE TABLE log_state (
    only INTEGER PRIMARY KEY NOT NULL CHECK (only = 0),
    size INTEGER NOT NULL,
    subtrees BLOB NOT NULL,
    checkpoint TEXT NOT NULL
) STRICT;
