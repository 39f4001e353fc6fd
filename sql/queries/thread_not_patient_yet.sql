-- Whether somebody said that a number is no client's.
-- in:  thread_id int8
-- out: one yes bool
SELECT not_patient FROM thread WHERE id = :thread_id;
