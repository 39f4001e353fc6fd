-- Conversations with these letters in a name or these last digits in their number, the latest first.
-- in:  q text, digits text, before timestamptz, before_id int8, most int4
-- out: many id int8, kind text, place_name text, zone text, names text, e164 text, state text,
--      waiting_since timestamptz?, urgency int4, last_at timestamptz?, last_words text,
--      last_direction text, failed bool, draft bool, not_patient bool, assigned_to int8?
WITH found AS (
	SELECT t.id FROM unnest(my_places()) AS mine (place_id) CROSS JOIN LATERAL (
		SELECT id FROM thread t
		 WHERE t.place_id = mine.place_id AND t.last_at IS NOT NULL AND (t.last_at, t.id) < (:'before', :before_id)
		   AND (EXISTS (SELECT FROM thread_item i WHERE i.id = t.id
		            AND (strpos(i.folded, :'q') > 0 OR strpos(lower(i.names), :'q') > 0))
		     OR (:'digits' <> '' AND EXISTS (SELECT FROM phone ph
		                                      WHERE ph.id = t.phone_id AND ph.e164 LIKE '%' || :'digits')))
		 ORDER BY t.last_at DESC, t.id DESC LIMIT :most) t
	 UNION ALL
	(SELECT t.id FROM thread t
	  WHERE t.place_id IS NULL AND t.last_at IS NOT NULL AND (t.last_at, t.id) < (:'before', :before_id)
	    AND (EXISTS (SELECT FROM thread_item i WHERE i.id = t.id AND strpos(lower(i.names), :'q') > 0)
	      OR (:'digits' <> '' AND EXISTS (SELECT FROM phone ph
	                                       WHERE ph.id = t.phone_id AND ph.e164 LIKE '%' || :'digits')))
	  ORDER BY t.last_at DESC, t.id DESC LIMIT :most)
)
SELECT i.id, i.kind, i.place_name, i.zone, i.names, i.e164, i.state, i.waiting_since, i.urgency::int4, i.last_at,
       i.last_words, i.last_direction, i.failed, i.draft, i.not_patient, i.assigned_to
  FROM found JOIN thread_item i ON i.id = found.id
 ORDER BY i.last_at DESC, i.id DESC
 LIMIT :most;
