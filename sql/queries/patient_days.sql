-- What became of each day of an enrolment: sent, answered, or why not.
-- in:  enrolment_id int8
-- out: many day int4, due_date date, due_at timestamptz, state text, reason text, asked bool, answer text,
--      answered_at timestamptz?, message_state text, message_reason text
SELECT r.day, r.due_date, r.due_at, r.state, r.reason, c.reminder_id IS NOT NULL, coalesce(c.answer, ''),
       c.answered_at, coalesce(m.state, ''), coalesce(m.reason, '')
  FROM reminder r
  LEFT JOIN checkin c ON c.reminder_id = r.id
  LEFT JOIN message m ON m.id = CASE WHEN c.message_id IS NOT NULL THEN c.message_id ELSE r.message_id END
 WHERE r.enrolment_id = :enrolment_id
 ORDER BY r.day, r.id;
