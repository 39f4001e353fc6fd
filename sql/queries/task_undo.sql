-- What this person did last about a task, in the last ten minutes and nobody anything since, is taken back.
-- in:  task_id int8, user_id int8, now timestamptz
-- out: one id int8
WITH last AS (
	SELECT * FROM task_event WHERE task_id = :task_id AND from_status IS NOT NULL AND what <> 'clock'
	 ORDER BY id DESC LIMIT 1
)
UPDATE task t
   SET status = CASE WHEN t.open THEN last.from_status ELSE 'in-progress' END,
       owner_id = CASE WHEN t.open THEN last.from_owner ELSE coalesce(t.owner_id, :user_id) END,
       starts_at = coalesce((last.was ->> 'starts_at')::timestamptz, t.starts_at),
       due_at = coalesce((last.was ->> 'due_at')::timestamptz, t.due_at),
       wakes_at = coalesce((last.was ->> 'starts_at')::timestamptz, t.wakes_at),
       version = t.version + 1, event = 'undone'
  FROM last
 WHERE t.id = :task_id AND last.user_id = :user_id AND last.at > :'now'::timestamptz - interval '10 minutes'
   AND (t.open OR t.status IN ('completed', 'failed'))
   AND last.what NOT IN ('created', 'undone', 'attributed', 'filed', 'reopened')
RETURNING t.id;
