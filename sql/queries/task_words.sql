-- What he said last stands on his task; it comes back if it was put off, and may become more urgent, never less.
-- in:  task_id int8, words text, priority int4, now timestamptz, due_at timestamptz
-- out: none
UPDATE task
   SET words = left(CASE WHEN words IN ('', '0', '1') THEN :'words' ELSE words || ' / ' || :'words' END, 500),
       priority = least(priority, :priority), starts_at = least(starts_at, :'now'), due_at = least(due_at, :'due_at'),
       status = CASE WHEN status = 'on-hold' THEN held_status ELSE status END,
       version = version + 1, event = 'said', event_note = :'words'
 WHERE id = :task_id;
