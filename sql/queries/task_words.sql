-- What he said last stands on his task; it may become more urgent, never less.
-- in:  task_id int8, words text, priority int4
-- out: none
UPDATE task
   SET words = left(CASE WHEN words IN ('', '0', '1') THEN :'words' ELSE words || ' / ' || :'words' END, 500),
       priority = least(priority, :priority), version = version + 1
 WHERE id = :task_id;
