-- He is looked for again, if it was this text that had ended it.
-- in:  patient_id int8, message_id int8, at timestamptz, now timestamptz
-- out: none
INSERT INTO task (place_id, patient_id, thread_id, enrolment_id, kind, source, priority, performer, who, anchor_date, words,
    starts_at, due_at, created_at)
SELECT t.place_id, t.patient_id, t.thread_id, t.enrolment_id, t.kind, 'trace:not-his:' || :message_id || ':' || t.id, t.priority,
       t.performer, t.who, t.anchor_date, t.words, least(t.starts_at, :'now'), t.due_at, :'now'
  FROM task t
 WHERE t.patient_id = :patient_id AND t.kind = 'trace' AND t.status = 'cancelled' AND t.closed_by IS NULL
   AND t.outcome = 'needless' AND t.closed_at = :'at'
   AND NOT EXISTS (SELECT FROM task o WHERE o.patient_id = t.patient_id AND o.kind = 'trace' AND o.open)
ON CONFLICT DO NOTHING;
