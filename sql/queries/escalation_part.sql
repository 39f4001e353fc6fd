-- Merging is taken back by who did it, within ten minutes, unless the other case has changed since: both are as they were.
-- in:  task_id int8, user_id int8, now timestamptz
-- out: one id int8
WITH held AS MATERIALIZED (
	SELECT e.task_id, e.merged_into AS into_id, e.merge_was AS was, e.decide_due
	  FROM escalation e JOIN task t ON t.id = e.task_id JOIN task o ON o.id = e.merged_into
	 WHERE e.task_id = :task_id AND t.closed_by = :user_id AND t.closed_at > :'now'::timestamptz - interval '10 minutes'
	   AND o.version = (e.merge_was ->> 'version')::int4 + 1
	   FOR UPDATE OF e, t, o
), apart AS (
	UPDATE escalation e SET merged_into = NULL, merge_was = NULL FROM held h WHERE e.task_id = h.task_id
), before AS (
	UPDATE escalation e
	   SET severity = h.was ->> 'severity', sign = h.was ->> 'sign', decide_due = (h.was ->> 'decide_due')::timestamptz,
	       decide_checked = (h.was ->> 'decide_checked')::timestamptz
	  FROM held h WHERE e.task_id = h.into_id
	RETURNING e.task_id, e.decide_due, (h.was ->> 'priority')::int2 AS priority
), other AS (
	UPDATE task t SET priority = b.priority, due_at = b.decide_due, version = t.version + 1, event = 'parted' FROM before b WHERE t.id = b.task_id
)
UPDATE task t
   SET status = 'in-progress', owner_id = coalesce(t.owner_id, :user_id), due_at = h.decide_due, version = t.version + 1, event = 'undone'
  FROM held h WHERE t.id = h.task_id
RETURNING t.id;
