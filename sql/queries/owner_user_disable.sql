-- Nobody signs in as this user any more; what was in hand is anybody's.
-- in:  username text
-- out: one released int8
WITH changed AS (
	UPDATE app_user SET active = false, version = version + 1
	 WHERE username = lower(:'username') RETURNING id
), ended AS (
	DELETE FROM session WHERE user_id IN (SELECT id FROM changed)
), threads AS (
	UPDATE thread SET assigned_to = NULL WHERE assigned_to IN (SELECT id FROM changed)
), tasks AS (
	UPDATE task SET owner_id = NULL, status = task_held(status, NULL), version = version + 1, event = 'released'
	 WHERE open AND owner_id IN (SELECT id FROM changed) RETURNING id
)
SELECT (SELECT count(*) FROM tasks) FROM changed;
