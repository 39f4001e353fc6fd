-- Messages that left a while ago and are not final: the feed no longer tells of them.  Some were written long before: a
-- person let them go, or sent them again.
-- in:  now timestamptz, most int4
-- out: many rapidpro_id text
SELECT rapidpro_id FROM (
	SELECT rapidpro_id, refreshed_at, at FROM message
	 WHERE state IN ('sending', 'sent') AND rapidpro_id IS NOT NULL
	   AND at BETWEEN :'now'::timestamptz - interval '3 days' AND :'now'::timestamptz - interval '15 minutes'
	 UNION ALL
	SELECT m.rapidpro_id, m.refreshed_at, o.released_at FROM outbox o JOIN message m ON m.outbox_id = o.id
	 WHERE m.state IN ('sending', 'sent') AND m.rapidpro_id IS NOT NULL
	   AND m.at < :'now'::timestamptz - interval '3 days'
	   AND o.released_at BETWEEN :'now'::timestamptz - interval '3 days' AND :'now'::timestamptz - interval '15 minutes') late
 WHERE refreshed_at IS NULL OR refreshed_at < :'now'::timestamptz - least(interval '6 hours', (:'now'::timestamptz - at) / 4)
 ORDER BY refreshed_at NULLS FIRST, at LIMIT :most;
