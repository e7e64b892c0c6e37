INSERT INTO webhooks_subscription (id, url, secret, old_secret, entity, events, filter, active, owner, created_at, changed_at)
    SELECT id, url, secret, old_secret, entity, events, filter, active, owner, created_at, changed_at FROM api_webhook;
INSERT INTO webhooks_delivery (id, webhook, message, event, record, body, state, attempts, answered, error, created_at, sent_at)
    SELECT id, webhook, message, event, record, body, state, attempts, answered, error, created_at, sent_at FROM api_delivery;
INSERT INTO webhooks_position (name, position, mark, mark_stamp)
    SELECT name, position, mark, mark_stamp FROM api_position;
DROP TABLE api_webhook;
DROP TABLE api_delivery;
DROP TABLE api_position;
