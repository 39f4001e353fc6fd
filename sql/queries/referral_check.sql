-- Deadlines of visits that have come, of one case or of all: what was not told by then is written into the case's history, once.
-- in:  case_id int8?, now timestamptz, most int4
-- out: none
WITH came AS MATERIALIZED (
	SELECT r.id, r.case_id, r.visit_due,
	       coalesce(CASE WHEN r.told IN ('seen', 'elsewhere') THEN r.seen_at ELSE r.told_at END, r.ended_at, :'now') AS stopped_at
	  FROM referral r JOIN task t ON t.id = r.case_id
	 WHERE r.visit_checked IS DISTINCT FROM r.visit_due AND r.visit_due < :'now' AND (:case_id::int8 IS NULL OR r.case_id = :case_id)
	 ORDER BY r.visit_due LIMIT :most
	   FOR UPDATE OF t, r SKIP LOCKED
), checked AS (
	UPDATE referral r SET visit_checked = r.visit_due FROM came c WHERE r.id = c.id
)
INSERT INTO task_event (task_id, place_id, at, what, note)
SELECT t.id, t.place_id, c.visit_due, 'late-visit', ''
  FROM came c JOIN task t ON t.id = c.case_id
 WHERE c.stopped_at > c.visit_due;
