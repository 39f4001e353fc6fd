-- Two cases about one thing are one: the other closes, and says which it is now, and how urgent that was before.
ALTER TABLE escalation
	ADD merged_into	bigint REFERENCES escalation ON DELETE SET NULL,
	ADD merge_was	jsonb,
	ADD CHECK (merged_into <> task_id);
CREATE INDEX escalation_merged ON escalation (merged_into) WHERE merged_into IS NOT NULL;
