-- The same of a conversation that is one patient's own.
-- in:  patient_id int8, now timestamptz
-- out: many as thread_patients
-- use: thread_person, thread_person_joins
:thread_person
  FROM patient p
 :thread_person_joins
 WHERE p.id = :patient_id;
