CREATE TABLE duplicate_dismissed (
    left_record BIGINT NOT NULL,
    right_record BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_user BIGINT NOT NULL,
    PRIMARY KEY (left_record, right_record)
);
CREATE INDEX duplicate_dismissed__right ON duplicate_dismissed (right_record);
ALTER TABLE batch ADD COLUMN of_batch BIGINT;
