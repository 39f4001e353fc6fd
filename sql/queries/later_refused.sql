-- Texts whose hour has come and that may not be sent any more, and why; ask before later_release.
-- in:  now timestamptz
-- out: many outbox_id int8, thread_id int8, author_id int8, body text, why text
SELECT * FROM (
	SELECT o.id, m.thread_id, m.author_id, m.body,
	       CASE WHEN p.opted_out_at IS NOT NULL OR ph.stopped_at IS NOT NULL THEN 'stopped before it left'
	            WHEN t.ended_at IS NOT NULL THEN 'the number is somebody else''s'
	            WHEN p.id IS NOT NULL AND (o.phone_id IN (p.phone_id, p.phone2_id)) IS NOT TRUE THEN 'number changed before it left' ELSE '' END AS why
	  FROM outbox o
	  JOIN message m ON m.outbox_id = o.id
	  JOIN thread t ON t.id = m.thread_id
	  LEFT JOIN patient p ON p.id = t.patient_id
	  LEFT JOIN phone ph ON ph.id = o.phone_id
	 WHERE o.state = 'ready' AND o.priority = 20 AND o.run_at <= :'now' AND m.author_id IS NOT NULL
	 ORDER BY o.run_at, o.id LIMIT 500) x
 WHERE why <> '';
