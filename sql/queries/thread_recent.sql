-- Conversations, the latest first: all, or those that do not wait.
-- in:  waiting_too bool, only_place int8, before timestamptz, before_id int8, now timestamptz, most int4
-- out: many as thread_waiting
-- use: places_asked, thread_row, thread_who, thread_hand, thread_joins
WITH mine AS (
	:places_asked
), found AS (
	SELECT t.*, mine.name, mine.zone FROM mine CROSS JOIN LATERAL (
		SELECT :thread_row
		  FROM thread
		 WHERE place_id = mine.id AND last_at IS NOT NULL AND (last_at, id) < (:'before', :before_id)
		   AND (:'waiting_too' OR state <> 'waiting')
		 ORDER BY last_at DESC, id DESC LIMIT :most) t
	 UNION ALL
	(SELECT :thread_row, '', ''
	   FROM thread
	  WHERE :only_place = 0 AND place_id IS NULL AND last_at IS NOT NULL AND (last_at, id) < (:'before', :before_id)
		   AND (:'waiting_too' OR state <> 'waiting')
	  ORDER BY last_at DESC, id DESC LIMIT :most)
)
SELECT t.id, t.kind, t.name, t.zone, :thread_who, t.last_words, t.last_direction,
       :thread_hand, NULL::int8, NULL::timestamptz
  FROM (SELECT * FROM found ORDER BY last_at DESC, id DESC LIMIT :most) t
 :thread_joins
 ORDER BY t.last_at DESC, t.id DESC;
