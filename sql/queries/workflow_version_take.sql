-- What a worker has found in the pack's folder is in use from now on, if it is something else than was in use.  Parts are
-- [{"kind": "text", "name": "en/day", "body": "..."}].
-- in:  workflow text, version text, preset text, hash text, parts jsonb, now timestamptz
-- out: none
WITH last AS (
	SELECT v.number, v.hash FROM workflow_version v WHERE v.workflow = :'workflow' ORDER BY v.number DESC LIMIT 1
), taken AS (
	INSERT INTO workflow_version (workflow, number, version, preset, hash, since)
	SELECT :'workflow', coalesce((SELECT l.number FROM last l), 0) + 1, :'version', :'preset', :'hash', :'now'
	 WHERE NOT EXISTS (SELECT FROM last l WHERE l.hash = :'hash')
	    ON CONFLICT DO NOTHING
	RETURNING id
)
INSERT INTO workflow_part (version_id, kind, name, body)
SELECT t.id, p.kind, p.name, p.body FROM taken t, jsonb_to_recordset(:'parts') p (kind text, name text, body text)
    ON CONFLICT DO NOTHING;
