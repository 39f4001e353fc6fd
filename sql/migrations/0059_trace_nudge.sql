-- A message to several of whom nothing is heard: the programme's own question, which an
-- attempt to find each of them is (docs/tracing.md).
ALTER TABLE mailing ADD traces boolean NOT NULL DEFAULT false;
CREATE INDEX trace_attempt_text ON trace_attempt (patient_id, at) WHERE method = 'text' AND withdrawn_at IS NULL;
