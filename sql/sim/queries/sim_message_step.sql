-- Move every SMS that is due one step on its way.
-- in:  moment timestamptz
-- out: one messages int8
WITH due AS (
	SELECT m.id, m.plan[1] AS step, m.plan[2:] AS rest, m.run_uuid, p.delay_ms
	  FROM sim.message m
	  LEFT JOIN sim.phone p ON p.urn = m.urn
	 WHERE m.direction = 'out' AND m.next_at <= :'moment' AND m.plan <> '{}'
	   AND NOT (m.plan[1] = 'delivered' AND coalesce(p.fate, '') = 'off')
	 ORDER BY m.next_at LIMIT 500 FOR UPDATE OF m SKIP LOCKED),
moved AS (
	UPDATE sim.message m
	   SET status = d.step, plan = d.rest, modified_on = :'moment',
	       sent_on = CASE WHEN d.step IN ('wired', 'sent', 'delivered')
		THEN coalesce(m.sent_on, date_trunc('second', :'moment'::timestamptz))
		ELSE m.sent_on END,
	       next_at = CASE WHEN d.rest = '{}' THEN NULL ELSE :'moment'::timestamptz + sim.ms(
		CASE WHEN d.step = 'errored' THEN t.failed_ms
		     WHEN d.rest[1] = 'delivered'
		     THEN greatest(t.delivered_ms - t.wired_ms, 0) / 2 + coalesce(d.delay_ms, 0)
		     ELSE greatest(t.delivered_ms - t.wired_ms, 0) / 2 END) END
	  FROM due d, sim.setting t
	 WHERE m.id = d.id
	RETURNING m.id),
reached AS (
	UPDATE sim.ledger l SET delivered_at = :'moment'
	  FROM due d
	 WHERE l.message_id = d.id AND d.step = 'delivered' AND l.delivered_at IS NULL),
waits AS (
	UPDATE sim.run r
	   SET timeout_at = :'moment'::timestamptz + r.timeout_seconds * interval '1 second'
	  FROM due d
	 WHERE r.uuid = d.run_uuid AND d.step IN ('wired', 'sent') AND r.waits_at IS NOT NULL
	   AND r.timeout_seconds > 0 AND r.timeout_at IS NULL)
SELECT count(*) FROM moved;
