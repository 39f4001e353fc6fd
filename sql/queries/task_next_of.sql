-- What else is to be done now, by whoever asks, about the client of a task or others who use his phone.
-- in:  task_id int8, user_id int8, now timestamptz
-- out: many id int8, kind text, words text, who text, due_at timestamptz, title text
SELECT t.id, t.kind, t.words, t.who, t.due_at, coalesce(t.title, '')
  FROM task x
  JOIN patient p ON p.id = x.patient_id
  JOIN patient his ON his.id = p.id OR (his.phone_id = p.phone_id AND p.phone_id IS NOT NULL)
  JOIN task t ON t.patient_id = his.id AND t.open AND t.id <> x.id AND t.kind <> 'escalation'
   AND t.starts_at <= :'now' AND (t.owner_id IS NULL OR t.owner_id = :user_id)
 WHERE x.id = :task_id
 ORDER BY his.id <> p.id, t.priority, t.due_at, t.id
 LIMIT 5;
