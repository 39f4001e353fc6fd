-- The day in numbers: who waits, what the check-ins of today and yesterday brought.
-- in:  now timestamptz, last_day int4
-- out: one oldest_wait timestamptz?, asked int8, asked_at timestamptz?, delivered int8, answered int8, failed int8,
--      asked_before int8, answered_before int8, finish int8
WITH mine AS (
	SELECT p.id AS place_id, l.today, l.today::timestamp AT TIME ZONE p.zone AS began,
	       (l.today - 1)::timestamp AT TIME ZONE p.zone AS began_before
	  FROM unnest(my_places()) AS my (place_id)
	  JOIN place p ON p.id = my.place_id
	  CROSS JOIN LATERAL (SELECT (:'now'::timestamptz AT TIME ZONE p.zone)::date AS today) l
), asked AS (
	-- Not as a join: however many PostgreSQL expects, it must not read all messages.
	SELECT c.asked_at, c.answer, c.asked_at >= mine.began AS today,
	       CASE WHEN c.asked_at >= mine.began
	            THEN (SELECT state FROM message m WHERE m.id = c.message_id) END AS state
	  FROM mine
	  JOIN checkin c ON c.place_id = mine.place_id AND c.asked_at >= mine.began_before
)
SELECT least((SELECT min(t.waiting_since) FROM mine JOIN thread t ON t.place_id = mine.place_id
               WHERE t.state = 'waiting'),
             (SELECT min(waiting_since) FROM thread WHERE place_id IS NULL AND state = 'waiting')),
       count(*) FILTER (WHERE today),
       min(asked_at) FILTER (WHERE today),
       count(*) FILTER (WHERE today AND state = 'delivered'),
       count(*) FILTER (WHERE today AND answer <> ''),
       count(*) FILTER (WHERE today AND state IN ('failed', 'unsure')),
       count(*) FILTER (WHERE NOT today),
       count(*) FILTER (WHERE NOT today AND answer <> ''),
       (SELECT count(*) FROM mine JOIN enrolment e ON e.place_id = mine.place_id
         WHERE e.state = 'active' AND e.anchor_date = mine.today - :last_day)
  FROM asked;
