-- What travels beside records and may be erased without touching the log: openings and disclosures.
CREATE TABLE sides (
    log_index INTEGER PRIMARY KEY NOT NULL,
    side BLOB NOT NULL
) STRICT;
