-- Work that somebody has begun stays hers, and says that the text was another's; the text may make its own elsewhere.
-- in:  task_id int8, made bool, note text
-- out: none
UPDATE task
   SET source = CASE WHEN :'made' THEN source || ':' || id ELSE source END,
       emission = CASE WHEN :'made' THEN NULL ELSE emission END, rule = CASE WHEN :'made' THEN NULL ELSE rule END,
       version = version + 1, event = 'not-his', event_note = :'note'
 WHERE id = :task_id AND open;
