-- What was done to several tasks at once, and until when all of them are put off, if that is one moment on one clock.
-- in:  bulk_id int8
-- out: one op text, done int4, asked int4, wakes_at timestamptz?, zone text
SELECT b.op, cardinality(b.ids), b.asked, w.wakes_at, coalesce(w.zone, '')
  FROM task_bulk b
  LEFT JOIN LATERAL (
	SELECT min(t.wakes_at) AS wakes_at, min(coalesce(p.zone, '')) AS zone
	  FROM task t LEFT JOIN place p ON p.id = t.place_id
	 WHERE t.id = ANY (b.ids)
	HAVING min(t.wakes_at) = max(t.wakes_at) AND min(coalesce(p.zone, '')) = max(coalesce(p.zone, ''))
	   AND count(t.wakes_at) = count(*)) w ON b.op = 'later'
 WHERE b.id = :bulk_id;
