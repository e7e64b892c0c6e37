CREATE TABLE webhooks_subscription (
    id BIGINT NOT NULL PRIMARY KEY,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    old_secret TEXT,
    entity TEXT NOT NULL,
    events TEXT NOT NULL,
    filter TEXT,
    active BOOLEAN NOT NULL,
    owner BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE TABLE webhooks_delivery (
    id BIGINT NOT NULL PRIMARY KEY,
    webhook BIGINT NOT NULL,
    message TEXT NOT NULL,
    event TEXT NOT NULL,
    record BIGINT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    answered BIGINT,
    error TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX webhooks_delivery__webhook ON webhooks_delivery (webhook, id);
CREATE INDEX webhooks_delivery__created ON webhooks_delivery (created_at);
CREATE INDEX webhooks_delivery__state ON webhooks_delivery (state);
CREATE TABLE webhooks_position (
    name TEXT NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL,
    mark BIGINT,
    mark_stamp BIGINT
);
