-- The asked days of an enrolment, and what came back.
-- in:  enrolment_id int8, last_day int4
-- out: many day int4, state text, reason text, answer text, asked_state text, due_at timestamptz
SELECT r.day, r.state, r.reason, coalesce(c.answer, ''), coalesce(m.state, ''), r.due_at
  FROM reminder r
  LEFT JOIN checkin c ON c.reminder_id = r.id
  LEFT JOIN message m ON m.id = r.message_id
 WHERE r.enrolment_id = :enrolment_id AND r.day BETWEEN 0 AND :last_day
 ORDER BY r.day, r.due_at;
