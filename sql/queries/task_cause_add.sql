-- Before something is said to a task, as urgent as that is; what stood before the first of them stands, too.  made: it is
-- this that has made it.
-- in:  task_id int8, made bool, message_id int8?, priority int4, severity text, sign text, due_at timestamptz,
--      decide_due timestamptz?, now timestamptz
-- out: none
WITH before AS (
	INSERT INTO task_cause (task_id, priority, severity, sign, due_at, decide_due, at)
	SELECT t.id, t.priority, coalesce(e.severity, ''), coalesce(e.sign, ''), coalesce(e.first_due, t.due_at), e.decide_due, t.created_at
	  FROM task t LEFT JOIN escalation e ON e.task_id = t.id
	 WHERE t.id = :task_id AND NOT :made AND NOT EXISTS (SELECT FROM task_cause c WHERE c.task_id = t.id)
)
INSERT INTO task_cause (task_id, message_id, priority, severity, sign, due_at, decide_due, at)
VALUES (:task_id, :message_id, :priority, :'severity', :'sign', :'due_at', :'decide_due', :'now');
