-- Conversations that wait for an answer, or those of them that nobody has taken: the most urgent first, then the longest
-- wait.  there: who looks at it or writes in it just now, a line each that begins with l or w.
-- in:  nobodys bool, only_place int8, urgency int4, since timestamptz, after int8, now timestamptz, most int4
-- out: many id int8, kind text, place_name text, zone text, names text, e164 text, state text,
--      waiting_since timestamptz?, urgency int4, last_at timestamptz?, last_words text,
--      last_direction text, failed bool, draft bool, not_patient bool, assigned_to int8?, owner text,
--      snoozed_until timestamptz?, snooze_reason text, there text, found_id int8?, found_at timestamptz?
-- use: places_asked, thread_row, thread_who, thread_hand, thread_joins
WITH mine AS (
	:places_asked
), found AS (
	SELECT t.*, mine.name, mine.zone FROM mine CROSS JOIN LATERAL (
		SELECT :thread_row
		  FROM thread
		 WHERE place_id = mine.id AND state = 'waiting' AND (NOT :'nobodys' OR assigned_to IS NULL)
		   AND (-urgency, waiting_since, id) > (-:urgency, :'since', :after)
		 ORDER BY urgency DESC, waiting_since, id LIMIT :most) t
	 UNION ALL
	(SELECT :thread_row, '', ''
	   FROM thread
	  WHERE :only_place = 0 AND place_id IS NULL AND state = 'waiting' AND (NOT :'nobodys' OR assigned_to IS NULL)
		   AND (-urgency, waiting_since, id) > (-:urgency, :'since', :after)
	  ORDER BY urgency DESC, waiting_since, id LIMIT :most)
)
SELECT t.id, t.kind, t.name, t.zone, :thread_who, t.last_words, t.last_direction,
       :thread_hand, NULL::int8, NULL::timestamptz
  FROM (SELECT * FROM found ORDER BY urgency DESC, waiting_since, id LIMIT :most) t
 :thread_joins
 ORDER BY t.urgency DESC, t.waiting_since, t.id;
