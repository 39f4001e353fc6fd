-- Deadlines that have come, of one case or of all: what had not been done by then is written into its history, once.
-- in:  task_id int8?, now timestamptz, most int4
-- out: none
WITH came AS MATERIALIZED (
	(SELECT task_id FROM escalation
	  WHERE first_checked IS DISTINCT FROM first_due AND first_due < :'now' AND (:task_id::int8 IS NULL OR task_id = :task_id)
	  ORDER BY first_due LIMIT :most)
	 UNION
	(SELECT task_id FROM escalation
	  WHERE decide_checked IS DISTINCT FROM decide_due AND decide_due < :'now' AND (:task_id::int8 IS NULL OR task_id = :task_id)
	  ORDER BY decide_due LIMIT :most)
), held AS MATERIALIZED (
	SELECT t.id, t.place_id, e.first_due, e.decide_due,
	       e.first_checked IS DISTINCT FROM e.first_due AND e.first_due < :'now' AS first_came,
	       e.decide_checked IS DISTINCT FROM e.decide_due AND e.decide_due < :'now' AS decide_came,
	       coalesce(e.first_at, e.decided_at, t.closed_at, :'now') AS first_at,
	       coalesce(e.decided_at, t.closed_at, :'now') AS decided_at
	  FROM task t JOIN escalation e ON e.task_id = t.id
	 WHERE t.id IN (SELECT task_id FROM came)
	   FOR UPDATE OF t, e SKIP LOCKED
), checked AS (
	UPDATE escalation e
	   SET first_checked = CASE WHEN h.first_came THEN e.first_due ELSE e.first_checked END,
	       decide_checked = CASE WHEN h.decide_came THEN e.decide_due ELSE e.decide_checked END
	  FROM held h WHERE e.task_id = h.id
)
INSERT INTO task_event (task_id, place_id, at, what)
SELECT id, place_id, first_due, 'late-first' FROM held WHERE first_came AND first_at > first_due
 UNION ALL
SELECT id, place_id, decide_due, 'late-decision' FROM held WHERE decide_came AND decided_at > decide_due;
