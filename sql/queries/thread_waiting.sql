-- Conversations that wait for an answer: the most urgent first, then the longest wait.
-- in:  urgency int4, since timestamptz, after int8, most int4
-- out: many id int8, kind text, place_name text, zone text, names text, e164 text, state text,
--      waiting_since timestamptz?, urgency int4, last_at timestamptz?, last_words text,
--      last_direction text, failed bool, draft bool, not_patient bool, assigned_to int8?
WITH found AS (
	SELECT t.id FROM unnest(my_places()) AS mine (place_id) CROSS JOIN LATERAL (
		SELECT id, urgency, waiting_since FROM thread
		 WHERE place_id = mine.place_id AND state = 'waiting'
		   AND (urgency < :urgency OR (urgency = :urgency AND (waiting_since, id) > (:'since', :after)))
		 ORDER BY urgency DESC, waiting_since, id LIMIT :most) t
	 UNION ALL
	(SELECT id FROM thread
	  WHERE place_id IS NULL AND state = 'waiting'
	    AND (urgency < :urgency OR (urgency = :urgency AND (waiting_since, id) > (:'since', :after)))
	  ORDER BY urgency DESC, waiting_since, id LIMIT :most)
)
SELECT i.id, i.kind, i.place_name, i.zone, i.names, i.e164, i.state, i.waiting_since, i.urgency::int4, i.last_at,
       i.last_words, i.last_direction, i.failed, i.draft, i.not_patient, i.assigned_to
  FROM found JOIN thread_item i ON i.id = found.id
 ORDER BY i.urgency DESC, i.waiting_since, i.id
 LIMIT :most;
