-- What became of each day of the enrolment that a conversation is about.
-- in:  patient_id int8
-- out: many as patient_days
SELECT r.day, r.state, r.reason, c.reminder_id IS NOT NULL, coalesce(c.answer, ''), coalesce(m.state, ''), coalesce(m.reason, ''),
       -- Hardly ever is anything off: it is looked for once.
       CASE WHEN r.state = 'planned' AND EXISTS (SELECT FROM schedule_off) THEN schedule_is_off(r.place_id, e.workflow, r.step, r.due_at)
            ELSE false END
  FROM reminder r
  JOIN enrolment e ON e.id = r.enrolment_id
  LEFT JOIN checkin c ON c.reminder_id = r.id
  LEFT JOIN message m ON m.id = CASE WHEN c.message_id IS NOT NULL THEN c.message_id ELSE r.message_id END
 WHERE r.enrolment_id = (SELECT id FROM enrolment WHERE patient_id = :patient_id
                          ORDER BY (state = 'active') DESC, created_at DESC LIMIT 1)
   AND r.anchor IS NULL
 ORDER BY r.day, r.id;
