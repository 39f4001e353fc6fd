-- Which of our flows the workspace has.  When the one that sends is back, nobody waits any longer to look up what is in
-- doubt of it.
-- in:  send_flow uuid?, checkin_flow uuid?, group_flow uuid?, incoming_flow uuid?, clock_skew_ms int8, now timestamptz
-- out: none
WITH doubtful AS (
	SELECT o.id FROM outbox o, gateway g
	 WHERE g.send_flow IS NULL AND :'send_flow'::uuid IS NOT NULL AND o.state = 'unsure' AND o.kind = 'text'
	   AND o.params ->> 'by' = 'flow' AND o.owner IS NULL AND o.run_at > :'now'
	   FOR UPDATE OF o SKIP LOCKED
), woken AS (
	UPDATE outbox o SET run_at = :'now' FROM doubtful d WHERE o.id = d.id
)
UPDATE gateway SET send_flow = :'send_flow', checkin_flow = :'checkin_flow', group_flow = :'group_flow',
       incoming_flow = :'incoming_flow', clock_skew_ms = :clock_skew_ms,       checked_at = :'now',
       flow_missed_at = CASE WHEN :'send_flow'::uuid IS NOT NULL THEN NULL WHEN send_flow IS NOT NULL THEN :'now'
                        ELSE flow_missed_at END,
       flows_missed_at = CASE WHEN :'send_flow'::uuid IS NULL OR :'checkin_flow'::uuid IS NULL
                         THEN coalesce(flows_missed_at, :'now') END,
       group_missed_at = CASE WHEN :'group_flow'::uuid IS NULL THEN coalesce(group_missed_at, :'now') END;
