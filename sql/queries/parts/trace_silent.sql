-- Who is looked for, of those that were asked for: since when nothing is heard of him, and whether anybody has tried.
SELECT t.id AS task_id, t.patient_id, t.thread_id, t.place_id, t.owner_id, t.starts_at, s.since, e.last_sign_at, e.anchor_date,
       t.rule IS NOT NULL AND t.rule = :'visit_rule' AS visit, pl.zone,
       (p.birth_date + make_interval(years => :adult_age))::date > e.anchor_date AS minor,
       p.given_name, p.family_name, p.number, p.phone_id, p.phone_owner, p.phone_owner_name, p.opted_out_at IS NOT NULL AS opted_out,
       EXISTS (SELECT FROM trace_attempt a WHERE a.patient_id = t.patient_id AND a.at > s.since AND a.withdrawn_at IS NULL) AS tried
  FROM task t
  JOIN place pl ON pl.id = t.place_id
  JOIN patient p ON p.id = t.patient_id
  JOIN enrolment e ON e.patient_id = p.id AND e.latest
 CROSS JOIN LATERAL (SELECT coalesce(e.last_sign_at, e.anchor_date::timestamp AT TIME ZONE pl.zone) AS since) s
 WHERE t.open AND t.kind = 'trace'
   AND (:only_place = 0 OR t.place_id = :only_place)
   AND CASE :'who' WHEN 'me' THEN t.owner_id = :user_id WHEN 'none' THEN t.owner_id IS NULL ELSE true END
