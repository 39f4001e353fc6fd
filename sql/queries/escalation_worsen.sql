-- A case turned out worse: sooner deadlines, never later ones.
-- in:  task_id int8, severity text, sign text, priority int4, first_due timestamptz, decide_due timestamptz
-- out: none
WITH e AS (
	UPDATE escalation
	   SET severity = :'severity', sign = CASE WHEN :'sign' = '' THEN sign ELSE :'sign' END,
	       first_due = least(first_due, :'first_due'), decide_due = least(decide_due, :'decide_due')
	 WHERE task_id = :task_id
	RETURNING task_id, CASE WHEN first_at IS NULL THEN first_due ELSE decide_due END AS due_at
)
UPDATE task t SET priority = :priority, due_at = e.due_at, version = version + 1, event = 'clock' FROM e WHERE t.id = e.task_id;
