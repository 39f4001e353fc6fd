-- Conversations, the latest first: all, or those that do not wait.
-- in:  waiting_too bool, before timestamptz, before_id int8, most int4
-- out: many as thread_waiting
WITH mine AS (
	SELECT pl.id, pl.name, pl.zone FROM unnest(my_places()) AS m (id) JOIN place pl ON pl.id = m.id
), found AS (
	SELECT t.*, mine.name, mine.zone FROM mine CROSS JOIN LATERAL (
		SELECT id, kind, phone_id, patient_id, state, waiting_since, urgency, last_at, last_words, last_direction,
		       failed, not_patient, assigned_to
		  FROM thread
		 WHERE place_id = mine.id AND last_at IS NOT NULL AND (last_at, id) < (:'before', :before_id)
		   AND (:'waiting_too' OR state <> 'waiting')
		 ORDER BY last_at DESC, id DESC LIMIT :most) t
	 UNION ALL
	(SELECT id, kind, phone_id, patient_id, state, waiting_since, urgency, last_at, last_words, last_direction,
	       failed, not_patient, assigned_to, '', ''
	   FROM thread
	  WHERE place_id IS NULL AND last_at IS NOT NULL AND (last_at, id) < (:'before', :before_id)
	    AND (:'waiting_too' OR state <> 'waiting')
	  ORDER BY last_at DESC, id DESC LIMIT :most)
)
SELECT t.id, t.kind, t.name, t.zone, thread_names(t.kind, t.phone_id, p.given_name, p.family_name),
       coalesce(ph.e164, ''), t.state, t.waiting_since, t.urgency::int4, t.last_at, t.last_words,
       t.last_direction, t.failed, t.id = ANY (ARRAY(SELECT thread_id FROM draft WHERE user_id = my_id())),
       t.not_patient, t.assigned_to
  FROM (SELECT * FROM found ORDER BY last_at DESC, id DESC LIMIT :most) t
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN phone ph ON ph.id = CASE WHEN t.kind <> 'patient' THEN t.phone_id END
 ORDER BY t.last_at DESC, t.id DESC;
