-- About whom a call would be that takes the place of a text.
-- in:  message_id int8
-- out: one thread_id int8, place_id int8?, patient_id int8?, enrolment_id int8?
SELECT m.thread_id, m.place_id, m.patient_id,
       (SELECT e.id FROM enrolment e WHERE e.patient_id = m.patient_id ORDER BY e.created_at DESC LIMIT 1)
  FROM message m WHERE m.id = :message_id AND m.direction = 'out';
