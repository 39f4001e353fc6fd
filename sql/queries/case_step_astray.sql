-- Cases with whom they may not stay go back to the queue; the reason, "not-there" or "off-duty", is in its history.  Who had one is told of it, unless he is
-- nobody's colleague any more: then without a notice.
-- in:  now timestamptz, most int4
-- out: many task_id int8, notice_id int8?, user_id int8, place_name text, zone text, severity text
WITH astray AS MATERIALIZED (
	SELECT t.id, t.owner_id, t.place_id, e.severity, case_astray(t.id, t.owner_id, t.place_id, :'now') AS why
	  FROM task t JOIN escalation e ON e.task_id = t.id
	 WHERE t.open AND t.kind = 'escalation' AND t.owner_id IS NOT NULL AND e.decided_at IS NULL
	   AND case_astray(t.id, t.owner_id, t.place_id, :'now') <> ''
	 ORDER BY t.id LIMIT :most
	   FOR UPDATE OF t, e SKIP LOCKED
), freed AS (
	UPDATE task t SET owner_id = NULL, status = task_held(t.status, NULL), version = t.version + 1, event = a.why, event_note = coalesce((SELECT u.name FROM app_user u WHERE u.id = a.owner_id), '')
	  FROM astray a WHERE t.id = a.id
), clock AS (
	INSERT INTO case_clock (task_id, clock, place_id, due, look_at)
	SELECT id, 'back', place_id, :'now', :'now' FROM astray
	    ON CONFLICT (task_id, clock) DO UPDATE
	       SET place_id = EXCLUDED.place_id, due = EXCLUDED.due, look_at = EXCLUDED.look_at, step = 0, done = false, next_at = NULL
	RETURNING task_id
), told AS (
	INSERT INTO case_notice (task_id, clock, place_id, due, step, user_id, why, at)
	SELECT a.id, 'back', a.place_id, :'now', 0, a.owner_id, 'lost', :'now'
	  FROM astray a JOIN clock c ON c.task_id = a.id JOIN app_user u ON u.id = a.owner_id AND u.active AND u.role = 'supervisor'
	    ON CONFLICT DO NOTHING
	RETURNING id, task_id
)
SELECT a.id, n.id, a.owner_id, coalesce(p.name, ''), coalesce(p.zone, 'UTC'), a.severity
  FROM astray a LEFT JOIN told n ON n.task_id = a.id LEFT JOIN place p ON p.id = a.place_id ORDER BY a.id;
