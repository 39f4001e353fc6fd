-- Something else is asked for: the task says so, in one line of its history.
-- in:  id int8, resource text, keys text[], asker text, reason text, note text, words text, priority int4, starts_at timestamptz,
--      due_at timestamptz
-- out: none
WITH asked AS (
	UPDATE service_request SET resource = :'resource'::jsonb - '{resourceType,id,meta,status,text}'::text[], keys = :'keys', asker = :'asker',
	       reason = :'reason', note = :'note'
	 WHERE id = :id
	RETURNING task_id
)
UPDATE task t SET words = :'words', priority = :priority, starts_at = :'starts_at', due_at = :'due_at', version = version + 1,
       event = 'asked-anew'
  FROM asked WHERE t.id = asked.task_id;
