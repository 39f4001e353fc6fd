-- He is sent somewhere: until when he has to be seen, by what was agreed or else by so many minutes, and when he is looked for.
-- At his own facility today it is before that closes, if it is open.
-- in:  case_id int8, kind text, seen_place_id int8?, seen_place text, expected_at timestamptz?, in_service bool, visit_minutes int4,
--      not_seen_minutes int4, transport text, note text, user_id int8, now timestamptz
-- out: one id int8, visit_due timestamptz, own bool
WITH there AS (
	SELECT t.id, t.place_id, t.patient_id, t.who, coalesce(:seen_place_id, t.place_id) AS open_id,
	       CASE WHEN :in_service THEN place_service_after(coalesce(:seen_place_id, t.place_id), :'now', :visit_minutes)
	            ELSE :'now'::timestamptz + make_interval(mins => :visit_minutes) END AS due
	  FROM task t WHERE t.id = :case_id
), closing AS (
	SELECT ((:'now' AT TIME ZONE p.zone)::date + p.closes) AT TIME ZONE p.zone AS at
	  FROM there h JOIN place p ON p.id = h.open_id
	 WHERE :'kind' = 'clinic' AND place_service_after(p.id, :'now', 1) = :'now'::timestamptz + interval '1 minute'
), visit AS (
	SELECT h.*, coalesce(:'expected_at', least(h.due, (SELECT c.at FROM closing c WHERE c.at > :'now'))) AS visit_due FROM there h
)
INSERT INTO referral (case_id, place_id, patient_id, who, kind, seen_place_id, seen_place, transport, note, made_at, made_by,
    visit_due, search_due)
SELECT v.id, v.place_id, v.patient_id, v.who, :'kind', :seen_place_id,
       coalesce((SELECT name FROM place WHERE id = :seen_place_id), :'seen_place'), :'transport', :'note', :'now', :user_id, v.visit_due,
       CASE WHEN :in_service THEN place_service_after(v.open_id, v.visit_due, :not_seen_minutes)
            ELSE v.visit_due + make_interval(mins => :not_seen_minutes) END
  FROM visit v
RETURNING id, visit_due, seen_place_id IS NULL OR seen_place_id IS NOT DISTINCT FROM place_id;
