-- Who was told of this deadline before.
-- in:  task_id int8, clock text, due timestamptz
-- out: many user_id int8
SELECT DISTINCT user_id FROM case_notice
 WHERE task_id = :task_id AND clock = :'clock' AND due = :'due' AND user_id IS NOT NULL AND why <> 'lost';
