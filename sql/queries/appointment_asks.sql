-- Days that are over, and nobody has said whether he came; his facility opens next at opens_at.
-- in:  now timestamptz, most int4
-- out: many id int8, place_id int8, patient_id int8, thread_id int8?, enrolment_id int8?, day date, hour text, what text, version int4, task_id int8?,
--      due_at timestamptz
WITH over AS MATERIALIZED (
	SELECT id FROM appointment
	 WHERE asked_at IS NULL AND status IN ('booked', 'confirmed', 'wants-change') AND asks_at <= :'now'
	 ORDER BY asks_at, id LIMIT :most FOR UPDATE SKIP LOCKED
), asked AS (
	UPDATE appointment a SET asked_at = :'now' FROM over o WHERE a.id = o.id RETURNING a.*
)
SELECT a.id, a.place_id, a.patient_id, t.id, e.id, a.day, left(a.hour::text, 5), a.what, a.version, a.task_id, place_service_after(a.place_id, :'now', 240)
  FROM asked a
  LEFT JOIN thread t ON t.patient_id = a.patient_id
  LEFT JOIN enrolment e ON e.patient_id = a.patient_id AND e.latest
 ORDER BY a.asks_at, a.id;
