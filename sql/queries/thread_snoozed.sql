-- Conversations that are put off, in the order in which they come back.
-- in:  only_place int8, until timestamptz, after int8, now timestamptz, most int4
-- out: many as thread_waiting
-- use: places_asked, thread_row, thread_who, thread_hand, thread_joins
WITH mine AS (
	:places_asked
), found AS (
	SELECT t.*, mine.name, mine.zone FROM mine CROSS JOIN LATERAL (
		SELECT :thread_row
		  FROM thread
		 WHERE place_id = mine.id AND state = 'snoozed' AND (snoozed_until, id) > (:'until', :after)
		 ORDER BY snoozed_until, id LIMIT :most) t
	 UNION ALL
	(SELECT :thread_row, '', ''
	   FROM thread
	  WHERE :only_place = 0 AND place_id IS NULL AND state = 'snoozed' AND (snoozed_until, id) > (:'until', :after)
	  ORDER BY snoozed_until, id LIMIT :most)
)
SELECT t.id, t.kind, t.name, t.zone, :thread_who, t.last_words, t.last_direction,
       :thread_hand, NULL::int8, NULL::timestamptz
  FROM (SELECT * FROM found ORDER BY snoozed_until, id LIMIT :most) t
 :thread_joins
 ORDER BY t.snoozed_until, t.id;
