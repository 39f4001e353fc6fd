-- Versions of one task, or of all (0), the latest first.
-- in:  id int8, since timestamptz?, before int8, most int4
-- out: many id int8, version int8, body json, at timestamptz, made bool
SELECT t.id, h.id, fhir_task(task_as_of(t, h.id), h.id, h.at), h.at, h.made
  FROM (
	SELECT e.id, e.task_id, e.at, e.from_status = '' AS made
	  FROM task_event e
	 WHERE e.from_status IS NOT NULL AND (:id = 0 OR e.task_id = :id) AND (:before = 0 OR e.id < :before)
	   AND e.at >= coalesce(:'since'::timestamptz, '-infinity')
	 ORDER BY e.id DESC LIMIT :most) h
  JOIN task t ON t.id = h.task_id
 ORDER BY h.id DESC;
