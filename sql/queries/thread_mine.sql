-- Conversations that a user has taken over, the latest first.
-- in:  user_id int8, before timestamptz, before_id int8, most int4
-- out: many as thread_waiting
SELECT t.id, t.kind, coalesce(pl.name, ''), coalesce(pl.zone, ''),
       thread_names(t.kind, t.phone_id, p.given_name, p.family_name), coalesce(ph.e164, ''), t.state,
       t.waiting_since, t.urgency::int4, t.last_at, t.last_words, t.last_direction, t.failed,
       t.id = ANY (ARRAY(SELECT thread_id FROM draft WHERE user_id = :user_id)), t.not_patient, t.assigned_to
  FROM (SELECT * FROM thread
         WHERE assigned_to = :user_id AND last_at IS NOT NULL AND (last_at, id) < (:'before', :before_id)
         ORDER BY last_at DESC, id DESC LIMIT :most) t
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN phone ph ON ph.id = CASE WHEN t.kind <> 'patient' THEN t.phone_id END
  LEFT JOIN place pl ON pl.id = t.place_id
 ORDER BY t.last_at DESC, t.id DESC;
