-- A decided case waits for what was asked of the facility; what and note are its line of the trail.
-- in:  task_id int8, user_id int8, due_at timestamptz, what text, note text
-- out: none
UPDATE task
   SET status = 'on-hold', owner_id = coalesce(owner_id, :user_id), due_at = :'due_at', version = version + 1,
       event = :'what', event_note = :'note'
 WHERE id = :task_id;
