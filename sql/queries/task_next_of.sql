-- What else is to be done now, by whoever asks, about the client of a task, others who use his phones, or those phones.
-- in:  task_id int8, user_id int8, now timestamptz
-- out: many id int8, kind text, words text, who text, due_at timestamptz, title text
WITH his AS (
	SELECT p.id, p.phone_id, p.phone2_id FROM task x JOIN patient p ON p.id = x.patient_id WHERE x.id = :task_id
), household AS (
	SELECT id FROM his
	 UNION
	SELECT o.id FROM his JOIN patient o ON o.phone_id IN (his.phone_id, his.phone2_id)
	 UNION
	SELECT o.id FROM his JOIN patient o ON o.phone2_id IN (his.phone_id, his.phone2_id)
), work AS (
	SELECT t.* FROM household h JOIN task t ON t.patient_id = h.id
	 UNION ALL
	SELECT t.* FROM his JOIN thread th ON th.phone_id IN (his.phone_id, his.phone2_id)
	  JOIN task t ON t.thread_id = th.id AND t.open AND t.patient_id IS NULL
)
SELECT t.id, t.kind, t.words, t.who, t.due_at, coalesce(t.title, '')
  FROM work t
 WHERE t.open AND t.id <> :task_id AND t.kind <> 'escalation' AND t.starts_at <= :'now'
   AND (t.owner_id IS NULL OR t.owner_id = :user_id)
 ORDER BY t.patient_id IS DISTINCT FROM (SELECT id FROM his), t.priority, t.due_at, t.id
 LIMIT 5;
