CREATE TABLE api_answer (
    token BIGINT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request TEXT NOT NULL,
    answer TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (token, idempotency_key)
);
CREATE INDEX api_answer__at ON api_answer (at);
CREATE TABLE api_webhook (
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
CREATE TABLE api_delivery (
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
CREATE INDEX api_delivery__webhook ON api_delivery (webhook, id);
CREATE INDEX api_delivery__created ON api_delivery (created_at);
CREATE TABLE api_position (
    name TEXT NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL,
    mark BIGINT,
    mark_stamp BIGINT
);
