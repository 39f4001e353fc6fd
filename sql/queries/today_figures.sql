-- The day in numbers: who waits, what the check-ins of today and yesterday brought.
-- in:  now timestamptz, last_day int4
-- out: one oldest_wait timestamptz?, asked int8, asked_at timestamptz?, delivered int8, answered int8, failed int8,
--      asked_before int8, answered_before int8, finish int8
WITH asked AS (
	SELECT c.asked_at, c.answer, m.state,
	       (:'now' AT TIME ZONE p.zone)::date - (c.asked_at AT TIME ZONE p.zone)::date AS ago
	  FROM checkin c
	  JOIN place p ON p.id = c.place_id
	  JOIN message m ON m.id = c.message_id
	 WHERE c.asked_at > :'now'::timestamptz - interval '2 days'
)
SELECT (SELECT min(waiting_since) FROM thread WHERE state = 'waiting'),
       count(*) FILTER (WHERE ago = 0),
       min(asked_at) FILTER (WHERE ago = 0),
       count(*) FILTER (WHERE ago = 0 AND state = 'delivered'),
       count(*) FILTER (WHERE ago = 0 AND answer <> ''),
       count(*) FILTER (WHERE ago = 0 AND state IN ('failed', 'unsure')),
       count(*) FILTER (WHERE ago = 1),
       count(*) FILTER (WHERE ago = 1 AND answer <> ''),
       (SELECT count(*) FROM enrolment e JOIN place p ON p.id = e.place_id
         WHERE e.state = 'active' AND e.anchor_date + :last_day = (:'now' AT TIME ZONE p.zone)::date)
  FROM asked;
