-- Conversations in which a name, a number on the card or a phone is found, the latest first.
-- in:  q text, digits text, before timestamptz, before_id int8, most int4
-- out: many as thread_waiting
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
