-- The day in numbers: who waits, what the check-ins of today and yesterday brought.
-- in:  now timestamptz, last_day int4
-- out: one oldest_wait timestamptz?, asked int8, asked_at timestamptz?, delivered int8, answered int8, failed int8,
--      asked_before int8, answered_before int8, finish int8
WITH mine AS (
	SELECT p.id AS place_id, l.today - :last_day AS finish, l.today::timestamp AT TIME ZONE p.zone AS began,
	       (l.today - 1)::timestamp AT TIME ZONE p.zone AS began_before
	  FROM place p
	  CROSS JOIN LATERAL (SELECT (:'now'::timestamptz AT TIME ZONE p.zone)::date AS today) l
	 WHERE p.id = ANY ((SELECT my_places())::bigint[])
), asked AS (
	SELECT c.asked_at, c.answer, c.asked_at >= mine.began AS today, m.state
	  FROM mine
	  JOIN checkin c ON c.place_id = mine.place_id AND c.asked_at >= mine.began_before
	  -- Each is looked up: however many PostgreSQL expects, it must not read all messages.
	  LEFT JOIN LATERAL (SELECT state FROM message
	                      WHERE id = c.message_id AND c.asked_at >= mine.began LIMIT 1) m ON true
)
SELECT least((SELECT min(waiting_since) FROM thread
               WHERE place_id = ANY ((SELECT my_places())::bigint[]) AND state = 'waiting'),
             (SELECT min(waiting_since) FROM thread WHERE place_id IS NULL AND state = 'waiting')),
       count(*) FILTER (WHERE today),
       min(asked_at) FILTER (WHERE today),
       count(*) FILTER (WHERE today AND state = 'delivered'),
       count(*) FILTER (WHERE today AND answer <> ''),
       count(*) FILTER (WHERE today AND state IN ('failed', 'unsure')),
       count(*) FILTER (WHERE NOT today),
       count(*) FILTER (WHERE NOT today AND answer <> ''),
       (SELECT count(*) FROM mine JOIN enrolment e ON e.place_id = mine.place_id
         WHERE e.state = 'active' AND e.anchor_date = mine.finish)
  FROM asked;
