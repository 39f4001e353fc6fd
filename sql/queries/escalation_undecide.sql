-- A decision is taken back by who made it, within ten minutes, unless somebody is at work on what it led to.  The deadline is the
-- one before; whether it has come meanwhile is looked at again, unless it had come before the decision.
-- in:  task_id int8, user_id int8, now timestamptz
-- out: one id int8
WITH undecided AS (
	UPDATE escalation e
	   SET decided_at = NULL, decided_by = NULL, outcome = '', event = '', grade = '', mark = '', serious = false, notifiable = false,
	       refer_to = '', note = '',
	       decide_checked = CASE WHEN decided_at > decide_due THEN decide_checked END
	 WHERE e.task_id = :task_id AND e.decided_by = :user_id AND e.decided_at > :'now'::timestamptz - interval '10 minutes'
	   AND EXISTS (SELECT FROM task t WHERE t.id = e.task_id AND (t.open OR t.closed_by = :user_id AND t.outcome = 'advice'))
	   AND NOT EXISTS (SELECT FROM task f
	                    WHERE f.patient_id IS NOT DISTINCT FROM e.patient_id AND f.kind IN ('visit', 'handed-back')
	                      AND (split_part(f.source, ':', 2) = e.task_id::text
	                           OR split_part(f.emission, '-', 2) = e.task_id::text AND f.emission LIKE 'decision-%')
	                      AND f.created_at >= e.decided_at AND f.status <> 'cancelled' AND (NOT f.open OR f.owner_id IS NOT NULL))
	RETURNING e.task_id, e.decide_due
)
UPDATE task t
   SET status = CASE WHEN t.status = 'on-hold' THEN t.held_status WHEN t.open THEN t.status ELSE 'in-progress' END,
       owner_id = coalesce(t.owner_id, :user_id), due_at = u.decide_due, version = t.version + 1, event = 'undone'
  FROM undecided u
 WHERE t.id = u.task_id
RETURNING t.id;
