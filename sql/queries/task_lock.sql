-- A task that is about to change; nobody else changes it meanwhile.
-- in:  task_id int8
-- out: one version int4, open bool, kind text, source text, place_id int8?, patient_id int8?, thread_id int8?,
--      enrolment_id int8?, priority int4, words text, owner_id int8?
SELECT version, open, kind, source, place_id, patient_id, thread_id, enrolment_id, priority::int4, words, owner_id
  FROM task WHERE id = :task_id FOR UPDATE;
