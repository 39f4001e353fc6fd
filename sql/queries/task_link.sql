-- Whom a task that another program brought is about: a client of its facility.  None comes back if he is none.
-- in:  task_id int8, patient_id int8
-- out: one id int8
UPDATE task t
   SET patient_id = p.id, who = trim(p.given_name || ' ' || p.family_name), dial = '', version = t.version + 1, event = 'linked', event_note = t.who,
       anchor_date = (SELECT e.anchor_date FROM enrolment e WHERE e.patient_id = p.id ORDER BY e.created_at DESC LIMIT 1)
  FROM patient p
 WHERE t.id = :task_id AND t.open AND t.kind = 'free' AND t.created_by IN (SELECT id FROM app_user WHERE machine)
   AND p.id = :patient_id AND p.place_id = t.place_id
   AND (t.patient_id IS NULL OR EXISTS (SELECT FROM service_request s WHERE s.task_id = t.id AND s.person <> ''))
RETURNING t.id;
