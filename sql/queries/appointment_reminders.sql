-- What he is and was told of an appointment.
-- in:  id int8
-- out: many step text, due_at timestamptz, state text, reason text, message_id int8?, message_state text
SELECT r.step, r.due_at, r.state, r.reason, r.message_id, coalesce(m.state, '')
  FROM appointment_reminder r LEFT JOIN message m ON m.id = r.message_id
 WHERE r.appointment_id = :id
 ORDER BY r.due_at, r.id;
