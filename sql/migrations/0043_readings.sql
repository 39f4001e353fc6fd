-- What a text answered, which words read it, and who read it otherwise.
ALTER TABLE message
	-- Of one that came in: what was asked last.  Of one of ours: what it asks.
	ADD COLUMN question text NOT NULL DEFAULT '' CHECK (question IN ('', 'none', 'checkin', 'symptoms')),
	ADD COLUMN read_by text NOT NULL DEFAULT '',	-- programme and version, whose words decided
	ADD COLUMN why smallint NOT NULL DEFAULT 0,	-- a sentence: enum triage_why
	ADD COLUMN refiled_by bigint REFERENCES app_user,	-- "Not so": whose reading this is now
	ADD COLUMN refiled_from text NOT NULL DEFAULT '';	-- what the program had read
-- The last question of ours in a conversation.
CREATE INDEX message_asks ON message (thread_id, at) WHERE direction = 'out' AND (kind = 'nurse' OR question = 'symptoms');
