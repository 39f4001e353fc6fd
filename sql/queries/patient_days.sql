-- What became of each day of an enrolment: sent, answered, or why not.  What counts from another day is no day of it.
-- in:  enrolment_id int8
-- out: many day int4, state text, reason text, asked bool, answer text, message_state text, message_reason text, off bool
SELECT r.day, r.state, r.reason, c.reminder_id IS NOT NULL, coalesce(c.answer, ''), coalesce(m.state, ''), coalesce(m.reason, ''),
       -- Hardly ever is anything off: it is looked for once.
       CASE WHEN r.state = 'planned' AND EXISTS (SELECT FROM schedule_off) THEN schedule_is_off(r.place_id, e.workflow, r.step, r.due_at)
            ELSE false END
  FROM reminder r
  JOIN enrolment e ON e.id = r.enrolment_id
  LEFT JOIN checkin c ON c.reminder_id = r.id
  LEFT JOIN message m ON m.id = CASE WHEN c.message_id IS NOT NULL THEN c.message_id ELSE r.message_id END
 WHERE r.enrolment_id = :enrolment_id AND r.anchor IS NULL
 ORDER BY r.day, r.id;
