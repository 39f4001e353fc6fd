-- What the decision had ended is there again; rules that made it find theirs closed by a person, so it is a task by itself.
-- in:  lost_id int8, user_id int8, now timestamptz
-- out: many id int8
INSERT INTO task (place_id, patient_id, thread_id, enrolment_id, kind, source, priority, performer, who, anchor_date, words,
    starts_at, due_at, created_at, created_by)
SELECT p.place_id, t.patient_id, t.thread_id, t.enrolment_id, t.kind, 'trace:lost:' || l.id || ':' || t.id, t.priority, t.performer, t.who,
       t.anchor_date, t.words, least(t.starts_at, :'now'), t.due_at, :'now', :user_id
  FROM lost l
  JOIN patient p ON p.id = l.patient_id
  JOIN task t ON t.patient_id = l.patient_id AND t.kind = 'trace' AND t.outcome = 'lost' AND t.closed_at = l.at
 WHERE l.id = :lost_id
ON CONFLICT DO NOTHING
RETURNING id;
