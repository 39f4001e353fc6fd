-- What this person did last about each task, in the last ten minutes and nobody anything since, is taken back; if it was
-- done at a certain moment, only that.
-- in:  ids int8[], user_id int8, now timestamptz, done_at timestamptz?
-- out: many id int8
WITH last AS (
	SELECT e.*
	  FROM unnest(:'ids'::int8[]) wanted (id)
	 CROSS JOIN LATERAL (SELECT * FROM task_event WHERE task_id = wanted.id AND from_status IS NOT NULL AND what <> 'clock'
	                      ORDER BY id DESC LIMIT 1) e
)
UPDATE task t
   SET status = CASE WHEN t.open THEN last.from_status ELSE 'in-progress' END,
       owner_id = CASE WHEN t.open THEN last.from_owner ELSE coalesce(t.owner_id, :user_id) END,
       starts_at = coalesce((last.was ->> 'starts_at')::timestamptz, t.starts_at),
       due_at = coalesce((last.was ->> 'due_at')::timestamptz, t.due_at),
       wakes_at = coalesce((last.was ->> 'starts_at')::timestamptz, t.wakes_at),
       version = t.version + 1, event = 'undone'
  FROM last
 WHERE t.id = last.task_id AND last.user_id = :user_id AND last.at > :'now'::timestamptz - interval '10 minutes'
   AND (:'done_at'::timestamptz IS NULL OR last.at = :'done_at')
   AND (t.open OR t.status IN ('completed', 'failed'))
   AND last.what NOT IN ('created', 'undone', 'attributed', 'filed', 'reopened')
RETURNING t.id;
