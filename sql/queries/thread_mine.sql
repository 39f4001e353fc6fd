-- Conversations that a user has in hand and nobody has closed: those that wait as in their own list, then the latest.
-- part and rank stand where the list goes on.
-- in:  user_id int8, only_place int8, after_part int4, after_rank int8, after_id int8, now timestamptz, most int4
-- out: many as thread_waiting
-- use: thread_row, thread_who, thread_hand, thread_joins
WITH placed AS (
	SELECT :thread_row, place_id,
	       CASE WHEN state = 'waiting' THEN 3 - urgency ELSE 4 END AS part,
	       CASE WHEN state = 'waiting' THEN 1 ELSE -1 END
		* (extract(epoch FROM CASE WHEN state = 'waiting' THEN waiting_since ELSE last_at END) * 1000000)::int8 AS rank
	  FROM thread
	 WHERE assigned_to = :user_id AND state <> 'closed' AND last_at IS NOT NULL AND (:only_place = 0 OR place_id = :only_place)
)
SELECT t.id, t.kind, coalesce(pl.name, ''), coalesce(pl.zone, ''),
       :thread_who, t.last_words, t.last_direction,
       :thread_hand, NULL::int8, NULL::timestamptz
  FROM (SELECT * FROM placed WHERE (part, rank, id) > (:after_part, :after_rank, :after_id) ORDER BY part, rank, id LIMIT :most) t
 :thread_joins
  LEFT JOIN place pl ON pl.id = t.place_id
 ORDER BY t.part, t.rank, t.id;
