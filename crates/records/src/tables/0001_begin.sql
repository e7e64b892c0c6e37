CREATE TABLE definition (
    number BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    by_user BIGINT NOT NULL,
    note TEXT NOT NULL
);
CREATE TABLE package_file (
    path TEXT NOT NULL PRIMARY KEY,
    content BYTES NOT NULL
);
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE change_log (
    id BIGINT PRIMARY KEY,
    batch BIGINT,
    entity TEXT NOT NULL,
    record BIGINT NOT NULL,
    version BIGINT NOT NULL,
    action TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_user BIGINT NOT NULL,
    through TEXT NOT NULL,
    diff TEXT NOT NULL
);
CREATE INDEX change_log__record ON change_log (record, id);
CREATE INDEX change_log__batch ON change_log (batch) WHERE batch IS NOT NULL;
CREATE TABLE batch (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    entity TEXT NOT NULL,
    label TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_user BIGINT NOT NULL,
    undone_at BIGINT,
    undone_by BIGINT
);
CREATE TABLE record_share (
    record BIGINT NOT NULL,
    principal BIGINT NOT NULL,
    level BIGINT NOT NULL,
    entity TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_user BIGINT NOT NULL,
    PRIMARY KEY (record, principal)
);
CREATE INDEX record_share__principal ON record_share (principal, record);
CREATE TABLE auto_number (
    entity TEXT NOT NULL,
    field TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (entity, field)
);
CREATE TABLE match_key (
    entity TEXT NOT NULL,
    key TEXT NOT NULL,
    record BIGINT NOT NULL,
    PRIMARY KEY (entity, key, record)
);
CREATE INDEX match_key__record ON match_key (record);
