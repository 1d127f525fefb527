-- Published bundles and their content-addressed blobs.
CREATE TABLE blobs (
    digest TEXT PRIMARY KEY NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE TABLE bundles (
    channel TEXT NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    envelope TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (channel, version)
) STRICT;
