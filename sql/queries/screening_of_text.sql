-- What a text of his has answered, and the task that came of it.
-- in:  patient_id int8, message_id int8
-- out: many id int8, person_id int8, number int4, task_id int8?, task_open bool, task_taken bool
SELECT a.id, a.person_id, a.number, p.task_id, coalesce(t.open, false), t.owner_id IS NOT NULL
  FROM screening_ask a JOIN screening_person p ON p.id = a.person_id LEFT JOIN task t ON t.id = p.task_id
 WHERE a.patient_id = :patient_id AND a.answer_message_id = :message_id AND a.state = 'answered' ORDER BY a.id;
