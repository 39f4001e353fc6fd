-- When the state of a message was last asked for by itself.
ALTER TABLE message ADD COLUMN refreshed_at timestamptz;
CREATE INDEX message_stale ON message (at) WHERE state IN ('sending', 'sent') AND rapidpro_id IS NOT NULL;
