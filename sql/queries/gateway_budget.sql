-- Calls of the last hour, and whether any may be made.
-- in:  scope text, now timestamptz
-- out: one calls int8, open bool
SELECT (SELECT coalesce(sum(calls), 0)::int8 FROM gateway_call
         WHERE scope = :'scope' AND minute > :'now'::timestamptz - interval '1 hour' AND minute <= :'now'),
       (g.paused_until IS NULL OR g.paused_until <= :'now') AND g.token_refused_at IS NULL
  FROM gateway g;
