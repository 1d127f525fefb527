-- Enrolled filter VMs, their certificate, and where each one's chain of records stands.
CREATE TABLE instances (
    inst TEXT PRIMARY KEY NOT NULL,
    boot TEXT NOT NULL,
    build TEXT NOT NULL,
    channel TEXT NOT NULL,
    host TEXT NOT NULL,                 -- JSON object: capability to boolean
    vkey TEXT NOT NULL,
    certificate TEXT NOT NULL,          -- DSSE envelope
    not_before INTEGER NOT NULL,        -- microseconds since the epoch, like every time here
    not_after INTEGER NOT NULL,
    enrolled_at INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    next_seq INTEGER NOT NULL DEFAULT 0,
    last_digest BLOB NOT NULL,          -- SHA-256 of the last leaf data; zero before the first
    bundle_digest TEXT,                 -- as the instance's last policy.activated record says
    bundle_version INTEGER
) STRICT;
