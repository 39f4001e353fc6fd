-- What the answer about our health is made of.
-- in:  now timestamptz
-- out: one worker_seen_at timestamptz?, reached_at timestamptz?, token_refused bool, send_flow bool,
--      paused_until timestamptz?, failures int4, unread int8, rules_wait timestamptz?
SELECT (SELECT max(seen_at) FROM worker), g.reached_at, g.token_refused_at IS NOT NULL,
       g.send_flow IS NOT NULL,
       CASE WHEN g.paused_until > :'now' THEN g.paused_until END, g.failures, inbox_parked(), rule_behind(:'now')
  FROM gateway g;
