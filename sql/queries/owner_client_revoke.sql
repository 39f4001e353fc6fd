-- Its token opens nothing any more; what it had in hand is anybody's.
-- in:  username text, now timestamptz
-- out: one released int8
WITH changed AS (
	UPDATE client c SET revoked_at = coalesce(c.revoked_at, :'now') FROM app_user u
	 WHERE u.id = c.user_id AND u.username = lower(:'username') RETURNING c.user_id
), gone AS (
	UPDATE app_user SET active = false, version = version + 1 WHERE id IN (SELECT user_id FROM changed)
), tasks AS (
	UPDATE task SET owner_id = NULL, status = task_held(status, NULL), version = version + 1, event = 'released'
	 WHERE open AND owner_id IN (SELECT user_id FROM changed) RETURNING id
)
SELECT (SELECT count(*) FROM tasks) FROM changed;
