-- Not now: the task is shown again later, with an hour before it is late.  what and note are its line of the trail.
-- in:  task_id int8, until timestamptz, what text, note text
-- out: one id int8
UPDATE task
   SET status = 'on-hold', status_reason = :'note', starts_at = :'until', wakes_at = :'until',
       due_at = greatest(due_at, :'until'::timestamptz + interval '1 hour'), version = version + 1,
       event = :'what', event_note = :'note'
 WHERE id = :task_id AND open
RETURNING id;
