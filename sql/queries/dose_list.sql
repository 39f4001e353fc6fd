-- Children of a facility who may be given something: today, within a week, since some day, at some time; or all, also whose table is done.
-- in:  show text, only_place int8, now timestamptz, most int4
-- out: many id int8, given_name text, family_name text, number text, birth_date date, place_name text, e164 text, opted_out bool,
--      due_on date?, doses text, days_late int4, thread_id int8?
SELECT c.id, p.given_name, p.family_name, p.number, p.birth_date, pl.name, coalesce(ph.e164, ''), p.opted_out_at IS NOT NULL,
       d.due_on, coalesce(d.doses, ''), coalesce(t.today - d.due_on, 0), th.id
  FROM place pl
 CROSS JOIN LATERAL (SELECT (:'now'::timestamptz AT TIME ZONE pl.zone)::date AS today) t
  JOIN child c ON c.place_id = pl.id
  JOIN patient p ON p.id = c.id
  LEFT JOIN LATERAL (
	SELECT min(u.due_on) AS due_on, string_agg(u.vaccine || ' ' || u.number, ', ' ORDER BY u.due_on, u.vaccine) AS doses
	  FROM dose_due u
	 WHERE u.child_id = c.id AND (u.last_on IS NULL OR u.last_on >= t.today)
	   AND CASE :'show' WHEN 'today' THEN u.due_on = t.today WHEN 'week' THEN u.due_on BETWEEN t.today + 1 AND t.today + 7
	                    WHEN 'late' THEN u.due_on < t.today ELSE u.due_on = (SELECT min(n.due_on) FROM dose_due n WHERE n.child_id = c.id) END) d ON true
  LEFT JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN thread th ON th.patient_id = c.id
 WHERE (:only_place = 0 OR pl.id = :only_place) AND p.died_on IS NULL AND (:'show' = 'all' OR d.due_on IS NOT NULL)
 ORDER BY d.due_on, p.given_name, c.id
 LIMIT :most;
