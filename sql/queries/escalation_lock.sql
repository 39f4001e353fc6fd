-- A case that is about to change; nobody else changes it meanwhile.
-- in:  task_id int8, now timestamptz
-- out: one version int4, open bool, owner_id int8?, place_id int8?, patient_id int8?, thread_id int8?,
--      enrolment_id int8?, severity text, decided bool, closes_at timestamptz
SELECT t.version, t.open, t.owner_id, t.place_id, t.patient_id, t.thread_id, t.enrolment_id, e.severity,
       e.decided_at IS NOT NULL,
       coalesce(((:'now' AT TIME ZONE p.zone)::date + p.closes) AT TIME ZONE p.zone, :'now')
  FROM task t
  JOIN escalation e ON e.task_id = t.id
  LEFT JOIN place p ON p.id = t.place_id
 WHERE t.id = :task_id
   FOR UPDATE OF t, e;
