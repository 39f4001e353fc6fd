-- The facilities beside each other: how much of the tracing was carried through, and what is late at this moment.

ALTER TYPE indicator_man
	ADD ATTRIBUTE sought boolean,	-- tracing of him has begun, and no sign of life came first
	ADD ATTRIBUTE traced boolean;	-- and was carried through, or it was decided that he is lost

-- Also of what is open: the index of 0062_indicators.sql had only what is closed.
CREATE INDEX task_traced ON task (patient_id) WHERE kind = 'trace' AND patient_id IS NOT NULL;
DROP INDEX task_not_traced;

-- As in 0062_indicators.sql, with tracing.
CREATE OR REPLACE FUNCTION indicator_men(places bigint[], first_day date, last_day date, band_ text, minor_ text, adult_age integer, at_ timestamptz)
RETURNS SETOF indicator_man LANGUAGE plpgsql STABLE ROWS 5000
SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '64MB' AS $$
BEGIN
	RETURN QUERY
	WITH man AS MATERIALIZED (
		SELECT e.id, e.patient_id, e.place_id, pl.zone, e.anchor_date, e.last_sign_at, t.id AS thread_id,
		       extract(year FROM age(e.anchor_date::timestamp, p.birth_date::timestamp))::integer AS age,
		       (at_ AT TIME ZONE pl.zone)::date - e.anchor_date AS day,
		       (e.ended_at AT TIME ZONE pl.zone)::date - e.anchor_date AS ended_day,
		       (p.opted_out_at AT TIME ZONE pl.zone)::date - e.anchor_date AS out_day,
		       -- An hour may come twice about midnight; the day itself decides below.
		       local_moment(e.anchor_date, '00:00', pl.zone) - interval '3 hours' AS begins,
		       local_moment(e.anchor_date + 15, '00:00', pl.zone) + interval '3 hours' AS ends
		  FROM enrolment e
		  JOIN place pl ON pl.id = e.place_id
		  JOIN patient p ON p.id = e.patient_id
		  LEFT JOIN thread t ON t.patient_id = e.patient_id
		 WHERE e.place_id = ANY (places) AND e.anchor_date BETWEEN first_day AND last_day
		   AND (band_ = '' OR age_band(extract(year FROM age(e.anchor_date::timestamp, p.birth_date::timestamp))::integer) = band_)
		   AND (minor_ = '' OR (p.birth_date > e.anchor_date - make_interval(years => adult_age)) = (minor_ = 'yes'))
	), said AS (
		SELECT m.id AS man, coalesce(bit_or(1 << t.day) FILTER (WHERE t.heard), 0) AS heard,
		       count(*) FILTER (WHERE t.heard) AS texts,
		       count(*) FILTER (WHERE t.heard AND t.reads = 'problem') AS ones,
		       count(*) FILTER (WHERE t.heard AND t.reads = 'fine') AS zeros,
		       min(t.day) FILTER (WHERE t.heard AND (t.reads = 'problem' OR t.urgency >= 2)) AS problem_day,
		       count(*) FILTER (WHERE t.nurse) AS nurse_texts, count(*) FILTER (WHERE t.sent) AS sent,
		       count(*) FILTER (WHERE t.sent AND t.delivered) AS delivered
		  FROM man m
		 CROSS JOIN LATERAL (
			SELECT (timezone(m.zone, x.at))::date - m.anchor_date AS day, x.direction = 'in' AS heard, x.reads, x.urgency,
			       x.kind = 'nurse' AND NOT x.to_several AND x.sent_at IS NOT NULL AS nurse,
			       x.kind IN ('automatic', 'checkin') AND x.sent_at IS NOT NULL AS sent, x.state = 'delivered' AS delivered
			  FROM message x
			 WHERE x.thread_id = m.thread_id AND x.patient_id = m.patient_id AND x.at >= m.begins AND x.at < m.ends
			UNION ALL
			-- It stands with another and is his too.
			SELECT (timezone(m.zone, x.at))::date - m.anchor_date, true, f.reads, f.urgency, false, false, false
			  FROM filing f JOIN message x ON x.id = f.message_id
			 WHERE f.patient_id = m.patient_id AND f.ended_at IS NULL AND x.patient_id IS DISTINCT FROM f.patient_id
			   AND x.at >= m.begins AND x.at < m.ends) t
		 WHERE t.day BETWEEN 0 AND 14
		 GROUP BY m.id
	), visited AS (
		SELECT m.id AS man, count(DISTINCT v.day) FILTER (WHERE v.day - m.anchor_date BETWEEN 0 AND 14) AS visits, max(v.day) AS last_day,
		       count(v.report_id) AS lag_forms, sum(greatest(0, (v.told_at AT TIME ZONE m.zone)::date - v.day)) FILTER (WHERE v.report_id IS NOT NULL) AS lag_days
		  FROM man m JOIN indicator_visit v ON v.patient_id = m.patient_id
		 GROUP BY m.id
	), called AS (
		SELECT c.man, bool_or(true) AS reached
		  FROM (SELECT m.id AS man FROM man m JOIN task k ON k.patient_id = m.patient_id
		         WHERE k.status = 'completed' AND k.outcome LIKE 'reached-%'
		           AND (k.closed_at AT TIME ZONE m.zone)::date - m.anchor_date BETWEEN 0 AND 14
		        UNION ALL
		        SELECT m.id FROM man m JOIN report r ON r.patient_id = m.patient_id
		         WHERE r.state = 'final' AND r.fields ->> 'reached' = 'yes' AND r.fields ->> 'seen' IS DISTINCT FROM 'yes'
		           AND (r.reported_at AT TIME ZONE m.zone)::date - m.anchor_date BETWEEN 0 AND 14) c
		 GROUP BY c.man
	), event AS (
		SELECT m.id AS man, min(v.day - m.anchor_date) AS first_day
		  FROM man m JOIN indicator_event v ON v.patient_id = m.patient_id
		 WHERE v.confirmed AND v.severity IN ('moderate', 'severe') AND v.day - m.anchor_date BETWEEN 0 AND 29
		 GROUP BY m.id
	), sent_on AS (
		SELECT m.id AS man, max(v.day) AS last_day FROM man m JOIN indicator_referral v ON v.patient_id = m.patient_id
		 WHERE v.day >= m.anchor_date GROUP BY m.id
	), gone AS (
		SELECT m.id AS man, bool_or(true) AS lost FROM man m JOIN indicator_not_traced v ON v.patient_id = m.patient_id
		 WHERE v.at > coalesce(m.last_sign_at, '-infinity') AND (v.at AT TIME ZONE m.zone)::date >= m.anchor_date GROUP BY m.id
	), trace AS (
		SELECT m.id AS man, bool_and(k.status = 'completed' OR k.outcome = 'lost') AS done
		  FROM man m JOIN task k ON k.patient_id = m.patient_id
		 WHERE k.kind = 'trace' AND k.starts_at <= at_ AND (k.starts_at AT TIME ZONE m.zone)::date >= m.anchor_date
		   AND (k.open AND k.status <> 'draft' OR k.status IN ('completed', 'failed') OR k.status = 'cancelled' AND k.outcome = 'lost')
		 GROUP BY m.id
	), form_ AS (
		SELECT m.id AS man, count(*) AS forms, count(*) FILTER (WHERE r.version > 1) AS corrected
		  FROM man m JOIN report r ON r.patient_id = m.patient_id
		 WHERE r.state = 'final' AND r.form_version_id IS NOT NULL AND (r.reported_at AT TIME ZONE m.zone)::date >= m.anchor_date
		 GROUP BY m.id
	)
	SELECT m.id, m.patient_id, m.place_id, m.age, m.day, coalesce(s.heard, 0),
	       greatest(0, least(13, m.day - 1, coalesce(m.ended_day, 99) - 1, coalesce(m.out_day, 99) - 1)),
	       coalesce(s.texts, 0)::integer, coalesce(s.ones, 0)::integer, coalesce(s.zeros, 0)::integer, s.problem_day IS NOT NULL,
	       coalesce(s.nurse_texts, 0) > 0 OR c.reached IS NOT NULL, coalesce(s.nurse_texts, 0)::integer,
	       coalesce(s.sent, 0)::integer, coalesce(s.delivered, 0)::integer, c.reached IS NOT NULL, coalesce(v.visits, 0)::integer,
	       ev.first_day IS NOT NULL, o.last_day IS NOT NULL, coalesce(v.last_day >= o.last_day, false), g.lost IS NOT NULL,
	       coalesce(f.forms, 0)::integer, coalesce(f.corrected, 0)::integer, coalesce(v.lag_forms, 0)::integer, coalesce(v.lag_days, 0)::integer,
	       CASE WHEN ev.first_day >= s.problem_day THEN ev.first_day - s.problem_day END,
	       tr.done IS NOT NULL, coalesce(tr.done, false)
	  FROM man m
	  LEFT JOIN said s ON s.man = m.id
	  LEFT JOIN visited v ON v.man = m.id
	  LEFT JOIN called c ON c.man = m.id
	  LEFT JOIN event ev ON ev.man = m.id
	  LEFT JOIN sent_on o ON o.man = m.id
	  LEFT JOIN gone g ON g.man = m.id
	  LEFT JOIN form_ f ON f.man = m.id
	  LEFT JOIN trace tr ON tr.man = m.id;
END $$;

CREATE OR REPLACE FUNCTION indicator_parts(m indicator_man) RETURNS TABLE (code text, num integer, den integer) LANGUAGE sql IMMUTABLE AS $$
	VALUES
		('men', 1, 1),
		('under', (m.day <= 14)::integer, 1),
		('ever', (m.heard <> 0)::integer, 1),
		('daily', length(replace((m.heard & ((1 << (m.active_days + 1)) - 2))::bit(16)::text, '0', '')), m.active_days),
		('day2', (m.heard & 31 <> 0)::integer, 1),
		('day7', (m.heard & 480 <> 0)::integer, 1),
		('potential', m.problem::integer, 1),
		('telehealth', m.exchanged::integer, 1),
		('referral', (m.referred AND m.seen)::integer, m.referred::integer),
		('event', m.event::integer, 1),
		('followed', (m.heard <> 0 OR m.reached OR m.visits > 0)::integer, 1),
		('visits', m.visits, 1),
		('lost', m.lost::integer, 1),
		('tracing', m.traced::integer, m.sought::integer),
		('texts', m.texts, 1),
		('ones', m.ones, 1),
		('zeros', m.zeros, 1),
		('words', m.texts - m.ones - m.zeros, 1),
		('nurse', m.nurse_texts, 1),
		('sent', m.sent, 1),
		('delivered', m.delivered, m.sent),
		('care', coalesce(m.care_days, 0), (m.care_days IS NOT NULL)::integer),
		('lag', m.lag_days, m.lag_forms),
		('corrected', m.corrected, m.forms),
		('day-1', (m.active_days >= 1)::integer * (m.heard >> 1 & 1), (m.active_days >= 1)::integer),
		('day-2', (m.active_days >= 2)::integer * (m.heard >> 2 & 1), (m.active_days >= 2)::integer),
		('day-3', (m.active_days >= 3)::integer * (m.heard >> 3 & 1), (m.active_days >= 3)::integer),
		('day-4', (m.active_days >= 4)::integer * (m.heard >> 4 & 1), (m.active_days >= 4)::integer),
		('day-5', (m.active_days >= 5)::integer * (m.heard >> 5 & 1), (m.active_days >= 5)::integer),
		('day-6', (m.active_days >= 6)::integer * (m.heard >> 6 & 1), (m.active_days >= 6)::integer),
		('day-7', (m.active_days >= 7)::integer * (m.heard >> 7 & 1), (m.active_days >= 7)::integer),
		('day-8', (m.active_days >= 8)::integer * (m.heard >> 8 & 1), (m.active_days >= 8)::integer),
		('day-9', (m.active_days >= 9)::integer * (m.heard >> 9 & 1), (m.active_days >= 9)::integer),
		('day-10', (m.active_days >= 10)::integer * (m.heard >> 10 & 1), (m.active_days >= 10)::integer),
		('day-11', (m.active_days >= 11)::integer * (m.heard >> 11 & 1), (m.active_days >= 11)::integer),
		('day-12', (m.active_days >= 12)::integer * (m.heard >> 12 & 1), (m.active_days >= 12)::integer),
		('day-13', (m.active_days >= 13)::integer * (m.heard >> 13 & 1), (m.active_days >= 13)::integer)
$$;

-- Of each facility whose numbers he may see, what is open past its limit now: cases, and tasks that were due before today
-- began there.  A nurse and a supervisor see each of them in their lists; the administrator sees no man, and of small numbers
-- only that they are small.
CREATE FUNCTION place_late(only_place bigint, at timestamptz)
RETURNS TABLE (place_id bigint, name text, zone text, cases bigint, late_cases bigint, late_tasks bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT pl.id, pl.name, pl.zone, indicator_blur(w.cases, b.blurs), indicator_blur(w.late_cases, b.blurs), indicator_blur(w.late_tasks, b.blurs)
	  FROM (SELECT my_role() = 'admin' AS blurs) b
	  JOIN place pl ON pl.id = ANY (indicator_places($1))
	 CROSS JOIN LATERAL (
		SELECT count(*) FILTER (WHERE k.kind = 'escalation') AS cases,
		       count(*) FILTER (WHERE k.kind = 'escalation' AND k.due_at < $2) AS late_cases,
		       count(*) FILTER (WHERE k.kind <> 'escalation' AND k.starts_at <= $2
		                          AND k.due_at < day_begins(($2 AT TIME ZONE pl.zone)::date, pl.zone)) AS late_tasks
		  FROM task k WHERE k.place_id = pl.id AND k.open AND (k.kind = 'escalation' OR k.due_at < $2)) w
$$;
REVOKE EXECUTE ON FUNCTION place_late(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION place_late(bigint, timestamptz) TO aftercare_site;
