-- Receivers that were not called for as long as they wished: they are told that all is well.
-- in:  now timestamptz
-- out: none
INSERT INTO subscription_event (subscription_id, task_id, version, made_at, run_at, kind)
SELECT s.id, 0, least(0, (SELECT min(e.version) FROM subscription_event e WHERE e.subscription_id = s.id)) - 1, :'now', :'now', 'heartbeat'
  FROM subscription s
 WHERE s.status = 'active' AND s.beat > 0 AND s.called_at + make_interval(secs => s.beat) <= :'now'
   AND NOT EXISTS (SELECT FROM subscription_event e WHERE e.subscription_id = s.id AND e.state IN ('ready', 'leased'))
    ON CONFLICT (subscription_id, version) DO NOTHING;
