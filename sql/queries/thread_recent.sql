-- Conversations, the latest first: all, those of one user, or those that do not wait.
-- in:  mine int8?, waiting_too bool, before timestamptz, before_id int8, most int4
-- out: many id int8, kind text, place_name text, zone text, names text, e164 text, state text,
--      waiting_since timestamptz?, urgency int4, last_at timestamptz?, last_words text,
--      last_direction text, failed bool, draft bool, not_patient bool, assigned_to int8?
WITH found AS (
	SELECT t.* FROM unnest(my_places()) AS mine (place_id) CROSS JOIN LATERAL (
		SELECT id, last_at FROM thread t
		 WHERE t.place_id = mine.place_id AND t.last_at IS NOT NULL AND (t.last_at, t.id) < (:'before', :before_id)
		   AND (:mine::int8 IS NULL OR t.assigned_to = :mine)
		   AND (:'waiting_too' OR t.state <> 'waiting')
		 ORDER BY t.last_at DESC, t.id DESC LIMIT :most) t
	 UNION ALL
	(SELECT t.id, last_at FROM thread t
	  WHERE t.place_id IS NULL AND t.last_at IS NOT NULL AND (t.last_at, t.id) < (:'before', :before_id)
	    AND (:mine::int8 IS NULL OR t.assigned_to = :mine)
	    AND (:'waiting_too' OR t.state <> 'waiting')
	  ORDER BY t.last_at DESC, t.id DESC LIMIT :most)
	ORDER BY last_at DESC, id DESC LIMIT :most
)
SELECT i.id, i.kind, i.place_name, i.zone, i.names, i.e164, i.state, i.waiting_since, i.urgency::int4, i.last_at,
       i.last_words, i.last_direction, i.failed, i.draft, i.not_patient, i.assigned_to
  FROM found JOIN thread_item i ON i.id = found.id
 ORDER BY i.last_at DESC, i.id DESC
 LIMIT :most;
