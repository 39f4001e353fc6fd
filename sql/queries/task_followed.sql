-- What has followed from a task that is done: a case, tasks that rules have made of its outcome (they end by themselves when it is
-- taken back), whether somebody has touched them, and what a case that was there before has been told by the same hand.
-- in:  task_id int8
-- out: one case_id int8?, rules int8, touched bool, said bool, told bool
WITH made AS (
	SELECT t.id, NOT t.open OR t.owner_id IS NOT NULL
	       OR EXISTS (SELECT FROM task_event e WHERE e.task_id = t.id AND e.what <> 'created') AS touched
	  FROM task t
	 WHERE t.source = 'escalation:task:' || :task_id
	   FOR UPDATE
), ruled AS (
	SELECT t.id, NOT t.open OR t.owner_id IS NOT NULL
	       OR EXISTS (SELECT FROM task_event e WHERE e.task_id = t.id AND e.user_id IS NOT NULL) AS touched
	  FROM task x
	  JOIN task t ON t.patient_id = x.patient_id
   AND (split_part(t.emission, '~', 1) IN ('outcome-' || x.id, 'visit-' || x.id)
        OR split_part(t.emission, '~', 1) IN (SELECT r.doc_id FROM report r WHERE r.task_id = x.id))
	 WHERE x.id = :task_id AND t.status <> 'cancelled'
	   FOR UPDATE OF t
), heard AS (
	SELECT e.what
	  FROM task x
	  JOIN task k ON k.kind = 'escalation' AND k.id NOT IN (SELECT id FROM made)
	   AND (k.patient_id = x.patient_id OR (x.patient_id IS NULL AND k.thread_id = x.thread_id))
	  JOIN task_event e ON e.task_id = k.id AND e.at = x.closed_at AND e.user_id = x.closed_by
	 WHERE x.id = :task_id AND NOT x.open
)
SELECT (SELECT id FROM made), (SELECT count(*) FROM ruled),
       EXISTS (SELECT FROM made WHERE touched) OR EXISTS (SELECT FROM ruled WHERE touched),
       EXISTS (SELECT FROM heard WHERE what = 'said'), EXISTS (SELECT FROM heard WHERE what IN ('settled', 'not-settled'));
