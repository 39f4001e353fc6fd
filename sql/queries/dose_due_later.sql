-- What would be told in the quiet hours, since the worker was down: when they end.
-- in:  now timestamptz
-- out: none
WITH due AS MATERIALIZED (
	SELECT r.id, m.moment
	  FROM dose_reminder r JOIN place p ON p.id = r.place_id
	 CROSS JOIN LATERAL schedule_moment(jsonb_build_object('after', 0, 'unit', 'minutes', 'minds_quiet', true), :'now'::timestamptz AT TIME ZONE p.zone,
	       p.zone, p.checkin_time, NULL, p.quiet_from, p.quiet_until, p.open_days, '{}') m
	 WHERE r.state = 'planned' AND r.due_at <= :'now' AND m.moment > :'now'
	   FOR UPDATE OF r SKIP LOCKED
)
UPDATE dose_reminder r SET due_at = due.moment FROM due WHERE r.id = due.id;
