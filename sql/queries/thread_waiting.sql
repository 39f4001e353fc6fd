-- Conversations that wait for an answer: the most urgent first, then the longest wait.
-- in:  urgency int4, since timestamptz, after int8, most int4
-- out: many id int8, kind text, place_name text, zone text, names text, e164 text, state text,
--      waiting_since timestamptz?, urgency int4, last_at timestamptz?, last_words text,
--      last_direction text, failed bool, draft bool, not_patient bool, assigned_to int8?
WITH mine AS (
	SELECT pl.id, pl.name, pl.zone FROM unnest(my_places()) AS m (id) JOIN place pl ON pl.id = m.id
), found AS (
	SELECT t.*, mine.name, mine.zone FROM mine CROSS JOIN LATERAL (
		SELECT id, kind, phone_id, patient_id, state, waiting_since, urgency, last_at, last_words, last_direction,
		       failed, not_patient, assigned_to
		  FROM thread
		 WHERE place_id = mine.id AND state = 'waiting'
		   AND (-urgency, waiting_since, id) > (-:urgency, :'since', :after)
		 ORDER BY urgency DESC, waiting_since, id LIMIT :most) t
	 UNION ALL
	(SELECT id, kind, phone_id, patient_id, state, waiting_since, urgency, last_at, last_words, last_direction,
	        failed, not_patient, assigned_to, '', ''
	   FROM thread
	  WHERE place_id IS NULL AND state = 'waiting'
	    AND (-urgency, waiting_since, id) > (-:urgency, :'since', :after)
	  ORDER BY urgency DESC, waiting_since, id LIMIT :most)
)
SELECT t.id, t.kind, t.name, t.zone, thread_names(t.kind, t.phone_id, p.given_name, p.family_name),
       coalesce(ph.e164, ''), t.state, t.waiting_since, t.urgency::int4, t.last_at, t.last_words,
       t.last_direction, t.failed, t.id = ANY (ARRAY(SELECT thread_id FROM draft WHERE user_id = my_id())),
       t.not_patient, t.assigned_to
  FROM (SELECT * FROM found ORDER BY urgency DESC, waiting_since, id LIMIT :most) t
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN phone ph ON ph.id = CASE WHEN t.kind <> 'patient' THEN t.phone_id END
 ORDER BY t.urgency DESC, t.waiting_since, t.id;
