-- Men of whom nothing was heard for so many days of the facility's calendar, though they were asked.
-- in:  now timestamptz, days int4, most int4
-- out: many enrolment_id int8, patient_id int8, place_id int8, thread_id int8?, since text, silent_days int4, asked int4,
--      minor bool
SELECT e.id, e.patient_id, e.place_id, t.id,
       s.since::text, ((:'now'::timestamptz AT TIME ZONE pl.zone)::date - s.since)::int4,
       (SELECT count(*) FROM checkin c WHERE c.patient_id = e.patient_id AND c.enrolment_id = e.id
           AND c.asked_at > coalesce(e.last_sign_at, '-infinity'))::int4,
       p.birth_date > (:'now'::timestamptz AT TIME ZONE pl.zone)::date - interval '18 years'
  FROM enrolment e
  JOIN patient p ON p.id = e.patient_id
  JOIN place pl ON pl.id = e.place_id
  LEFT JOIN thread t ON t.patient_id = p.id
 CROSS JOIN LATERAL (SELECT coalesce((e.last_sign_at AT TIME ZONE pl.zone)::date, e.anchor_date) AS since) s
 WHERE (SELECT pg_try_advisory_xact_lock(hashtext('silence'))) AND e.state = 'active'
   -- Roughly, by its index: two days more than any zone can be away.
   AND coalesce(e.last_sign_at, e.anchor_date::timestamp AT TIME ZONE 'UTC')
       < :'now'::timestamptz - make_interval(days => :days - 2)
   AND (:'now'::timestamptz AT TIME ZONE pl.zone)::date - s.since >= :days
   AND (SELECT true FROM checkin c WHERE c.patient_id = e.patient_id AND c.enrolment_id = e.id
           AND c.asked_at > coalesce(e.last_sign_at, '-infinity') LIMIT 1)
   AND (SELECT k.id FROM task k WHERE k.source = 'trace:' || e.id || ':' || s.since) IS NULL
 ORDER BY e.id LIMIT :most;
