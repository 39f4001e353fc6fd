-- How it ended with somebody: positive with its deadline and task, or negative.
-- in:  person_id int8, state text, at timestamptz?, deadline_at timestamptz?, task_id int8?
-- out: none
UPDATE screening_person
   SET state = :'state', reason = '', positive_at = :'at', deadline_at = :'deadline_at', task_id = coalesce(:task_id, task_id)
 WHERE id = :person_id;
