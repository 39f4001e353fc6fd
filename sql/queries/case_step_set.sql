-- How far a clock is told of; it is looked at again at its next step, or when somebody's shift begins.  Nobody has to act: never.
-- in:  task_id int8, clock text, step int4, done bool, next_at timestamptz?, waits bool, now timestamptz
-- out: none
UPDATE case_clock k
   SET step = :step, done = :done, next_at = :next_at,
       look_at = CASE WHEN :waits THEN least(:next_at::timestamptz,
           (SELECT min(s.begins_at) FROM duty_shift s WHERE s.place_id = k.place_id AND s.begins_at > :'now')) END
 WHERE k.task_id = :task_id AND k.clock = :'clock';
