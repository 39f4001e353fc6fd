-- Messages that left a while ago and are not final: the feed no longer tells of them.
-- in:  now timestamptz, most int4
-- out: many rapidpro_id text
SELECT rapidpro_id FROM message
 WHERE state IN ('sending', 'sent') AND rapidpro_id IS NOT NULL
   AND at BETWEEN :'now'::timestamptz - interval '3 days' AND :'now'::timestamptz - interval '15 minutes'
   AND (refreshed_at IS NULL OR refreshed_at < :'now'::timestamptz - least(interval '6 hours', (:'now'::timestamptz - at) / 4))
 ORDER BY refreshed_at NULLS FIRST, at LIMIT :most;
