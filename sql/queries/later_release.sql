-- What has waited for its hour and may be sent leaves like any answer.
-- Not what is too old by then, which is held (see outbox_hold_old).
-- in:  now timestamptz, hours int4
-- out: many id int8
WITH due AS (
	SELECT o.id
	  FROM outbox o
	  JOIN message m ON m.outbox_id = o.id
	  JOIN thread t ON t.id = m.thread_id
	  LEFT JOIN patient p ON p.id = t.patient_id
	  LEFT JOIN phone ph ON ph.id = o.phone_id
	 WHERE o.state = 'ready' AND o.priority = 20 AND o.run_at <= :'now'
	   AND o.run_at >= :'now'::timestamptz - make_interval(hours => :hours)
	   AND p.opted_out_at IS NULL AND ph.stopped_at IS NULL AND t.ended_at IS NULL
	   AND (p.id IS NULL OR o.phone_id IN (p.phone_id, p.phone2_id))
	 ORDER BY o.run_at, o.id LIMIT 500
	   FOR UPDATE OF o SKIP LOCKED
)
UPDATE outbox o SET priority = 1, run_at = :'now', released_at = :'now' FROM due WHERE o.id = due.id RETURNING o.id;
