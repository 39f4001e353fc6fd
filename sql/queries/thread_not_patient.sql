-- A person said that a number is no client's, or that it is one after all.
-- in:  thread_id int8, yes bool
-- out: none
UPDATE thread SET not_patient = :'yes' WHERE id = :thread_id AND patient_id IS NULL;
