-- The programme's indicators: what each man's follow-up came to, worked out once for the number, for the list behind
-- it and for the file.  docs/indicators.md says what each of them counts.

-- A date that somebody wrote; NULL for what is none.
CREATE FUNCTION written_day(words text) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	IF words !~ '^\d{4}-\d{2}-\d{2}' THEN
		RETURN NULL;
	END IF;
	RETURN left(words, 10)::date;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN
	RETURN NULL;
END $$;

-- What happened to a man, from whichever table tells it ------------------------------------

-- He was seen at a facility.  A task that says so is left out where a report of it does.
CREATE VIEW indicator_visit WITH (security_invoker = true) AS
SELECT r.patient_id, r.place_id, coalesce(written_day(r.fields #>> '{visit,visit_date}'), written_day(r.fields #>> '{call,visit_date}'),
           (r.reported_at AT TIME ZONE pl.zone)::date) AS day,
       r.reported_at AS told_at, r.id AS report_id
  FROM report r JOIN place pl ON pl.id = r.place_id
 WHERE r.state = 'final' AND r.patient_id IS NOT NULL AND r.fields ->> 'seen' = 'yes'
UNION ALL
SELECT k.patient_id, k.place_id, (k.closed_at AT TIME ZONE pl.zone)::date, k.closed_at, NULL
  FROM task k JOIN place pl ON pl.id = k.place_id
 WHERE k.status = 'completed' AND k.outcome = 'came' AND k.patient_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM report r WHERE r.task_id = k.id AND r.state = 'final' AND r.fields ->> 'seen' = 'yes');

-- An adverse event.  Confirmed is one that was seen; what he described on the phone is not, and has no code.
CREATE VIEW indicator_event WITH (security_invoker = true) AS
SELECT r.patient_id, r.place_id, coalesce(written_day(r.fields #>> '{visit,visit_date}'), (r.reported_at AT TIME ZONE pl.zone)::date) AS day,
       r.form IN ('client_review', 'client_visit') AS confirmed, coalesce(r.fields #>> '{ae,severity}', '') AS severity,
       coalesce(r.fields #>> '{ae,code}', '') AS code, coalesce(r.fields #>> '{ae,who_type}', '') AS kind,
       CASE right(r.fields #>> '{ae,code}', 2) WHEN '-A' THEN 'intraoperative' WHEN '-B' THEN 'postoperative'
            WHEN '-C' THEN 'postoperative' ELSE '' END AS timing,
       coalesce(r.fields ->> 'serious' = 'yes', false) AS serious, coalesce(r.fields ->> 'notifiable' = 'yes', false) AS notifiable,
       coalesce(r.fields #>> '{ae,treatment}', '') AS treatment, coalesce(r.fields #>> '{visit,provider}', '') AS provider,
       r.form AS told_by, r.id AS report_id
  FROM report r JOIN place pl ON pl.id = r.place_id
 WHERE r.state = 'final' AND r.patient_id IS NOT NULL AND r.form IN ('client_review', 'client_visit', 'potential_ae')
   AND r.fields #>> '{ae,described}' = 'yes';

-- He was sent to a facility, by a form or by a decision about his case.
CREATE VIEW indicator_referral WITH (security_invoker = true) AS
SELECT r.patient_id, r.place_id, r.reported_at AS at, (r.reported_at AT TIME ZONE pl.zone)::date AS day, r.id AS report_id, NULL::bigint AS task_id
  FROM report r JOIN place pl ON pl.id = r.place_id
 WHERE r.form = 'referral_for_care' AND r.state = 'final' AND r.patient_id IS NOT NULL
UNION ALL
SELECT x.patient_id, x.place_id, x.decided_at, (x.decided_at AT TIME ZONE pl.zone)::date, NULL, x.task_id
  FROM escalation x JOIN place pl ON pl.id = x.place_id
 WHERE x.outcome IN ('clinic', 'refer') AND x.decided_at IS NOT NULL AND x.patient_id IS NOT NULL;

-- He was looked for and not found, or not looked for until the time was over.
CREATE VIEW indicator_not_traced WITH (security_invoker = true) AS
SELECT r.patient_id, r.place_id, r.reported_at AS at, r.id AS report_id, r.task_id
  FROM report r
 WHERE r.form = 'tracing' AND r.state = 'final' AND r.patient_id IS NOT NULL AND r.fields #>> '{t,outcome}' = 'not_found'
UNION ALL
SELECT k.patient_id, k.place_id, k.closed_at, NULL, k.id
  FROM task k
 WHERE k.kind = 'trace' AND k.status IN ('failed', 'completed') AND k.patient_id IS NOT NULL
   AND (k.status = 'failed' OR k.rule = 'in-person-tracing' AND k.status = 'completed' AND k.outcome = 'not-found')
   AND NOT EXISTS (SELECT FROM report r WHERE r.task_id = k.id AND r.form = 'tracing' AND r.state = 'final');

-- What of them is looked for man by man.
CREATE INDEX enrolment_procedure ON enrolment (place_id, anchor_date);
CREATE INDEX task_came ON task (patient_id) WHERE status = 'completed' AND outcome = 'came' AND patient_id IS NOT NULL;
CREATE INDEX task_not_traced ON task (patient_id) WHERE kind = 'trace' AND status IN ('failed', 'completed') AND patient_id IS NOT NULL;

-- One man ----------------------------------------------------------------------------------

-- Everything that the indicators ask of one enrolment.  A day is one of the facility's calendar, counted from the date of
-- the procedure, which is 0; texts and visits are those of the days 0 to 14.
CREATE TYPE indicator_man AS (
	enrolment_id	bigint,
	patient_id	bigint,
	place_id	bigint,
	age		integer,	-- on the day of the procedure
	day		integer,	-- today
	heard		integer,	-- a bit for each day on which he wrote
	active_days	integer,	-- the last day, of 1 to 13, that is over and on which he was followed up
	texts		integer,	-- his
	ones		integer,
	zeros		integer,
	problem		boolean,	-- a 1, or words that tell of a sign
	exchanged	boolean,	-- with a nurse, by text or phone
	nurse_texts	integer,
	sent		integer,	-- automatic ones
	delivered	integer,
	reached		boolean,	-- by phone
	visits		integer,	-- days on which he was seen
	event		boolean,	-- moderate or severe, confirmed, before day 30
	referred	boolean,
	seen		boolean,	-- on the day of the last referral or later
	lost		boolean,
	forms		integer,
	corrected	integer,
	lag_forms	integer,	-- of a visit
	lag_days	integer,	-- from it to the form
	care_days	integer		-- from his first text of a problem to the visit that found the event
);

-- The men whose procedure was on these days.  band and minor: '' is everybody's.
CREATE FUNCTION indicator_men(places bigint[], first_day date, last_day date, band_ text, minor_ text, adult_age integer, at_ timestamptz)
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
	       CASE WHEN ev.first_day >= s.problem_day THEN ev.first_day - s.problem_day END
	  FROM man m
	  LEFT JOIN said s ON s.man = m.id
	  LEFT JOIN visited v ON v.man = m.id
	  LEFT JOIN called c ON c.man = m.id
	  LEFT JOIN event ev ON ev.man = m.id
	  LEFT JOIN sent_on o ON o.man = m.id
	  LEFT JOIN gone g ON g.man = m.id
	  LEFT JOIN form_ f ON f.man = m.id;
END $$;

CREATE FUNCTION age_band(years integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN years < 5 THEN '0-4' WHEN years < 10 THEN '5-9' WHEN years < 15 THEN '10-14' WHEN years < 20 THEN '15-19'
	    WHEN years < 25 THEN '20-24' WHEN years < 50 THEN '25-49' ELSE '50+' END
$$;

-- What he adds to each indicator: to what is counted, and to what it is counted of.
CREATE FUNCTION indicator_parts(m indicator_man) RETURNS TABLE (code text, num integer, den integer) LANGUAGE sql IMMUTABLE AS $$
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

-- Who asks ---------------------------------------------------------------------------------

-- The facilities whose numbers he may see: his own; of the administrator, who sees no man, all.
CREATE FUNCTION indicator_places(only_place bigint) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT coalesce(array_agg(p.id), '{}') FROM place p
	 WHERE p.kind = 'facility' AND (only_place = 0 OR p.id = only_place)
	   AND CASE my_role() WHEN 'admin' THEN p.active ELSE p.id = ANY (my_places()) END
$$;
-- Whether small numbers are hidden from him: from whoever sees many facilities without working in them.
CREATE FUNCTION indicator_blurs() RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT my_role() = 'admin' OR my_role() = 'supervisor' AND cardinality(my_places()) > 1
$$;
-- As it is shown then: to the nearest five, and 1 to 4 as -1.  Each number is rounded by itself, a total too, so that
-- nothing that is hidden is what remains of others; and whole months are the least that is counted (first_day, last_day).
CREATE FUNCTION indicator_blur(n bigint, blurs boolean) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN NOT blurs THEN n WHEN n BETWEEN 1 AND 4 THEN -1 ELSE (n + 2) / 5 * 5 END
$$;
CREATE FUNCTION indicator_first(day date, blurs boolean) RETURNS date LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN blurs THEN date_trunc('month', day::timestamp)::date ELSE day END
$$;
CREATE FUNCTION indicator_last(day date, blurs boolean) RETURNS date LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN blurs THEN (date_trunc('month', day::timestamp) + interval '1 month - 1 day')::date ELSE day END
$$;

-- More men than are counted while somebody waits.
CREATE FUNCTION indicator_too_many(only_place bigint, first_day date, last_day date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT count(*) > 60000
	  FROM (SELECT FROM enrolment e WHERE e.place_id = ANY (indicator_places($1)) AND e.anchor_date BETWEEN $2 AND $3 LIMIT 60001) m
$$;

-- The numbers, of all facilities together (place_id is NULL) and of each.
CREATE FUNCTION indicator_counts(only_place bigint, first_day date, last_day date, band text, minor text, adult_age integer, at timestamptz)
RETURNS TABLE (place_id bigint, code text, num bigint, den bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH b AS MATERIALIZED (
		SELECT indicator_blurs() AS blurs
	), each AS MATERIALIZED (
		SELECT m.place_id, p.code, sum(p.num) AS num, sum(p.den) AS den
		  FROM b CROSS JOIN LATERAL indicator_men(indicator_places($1), indicator_first($2, b.blurs), indicator_last($3, b.blurs), $4, $5, $6, $7) m
		 CROSS JOIN LATERAL indicator_parts(m) p
		 GROUP BY m.place_id, p.code
	), both_ AS (
		SELECT e.place_id, e.code, e.num, e.den FROM each e
		UNION ALL
		SELECT NULL, e.code, sum(e.num), sum(e.den) FROM each e GROUP BY e.code
	)
	SELECT s.place_id, s.code, indicator_blur(s.num::bigint, b.blurs), indicator_blur(s.den::bigint, b.blurs) FROM both_ s, b
$$;

-- The men behind a number: those that are counted ('num'), those of whom ('den'), or those who are not counted ('rest').
CREATE FUNCTION indicator_list(only_place bigint, first_day date, last_day date, band text, minor text, adult_age integer, at timestamptz,
    which text, part text) RETURNS TABLE (patient_id bigint, enrolment_id bigint, num integer, den integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT m.patient_id, m.enrolment_id, p.num, p.den
	  FROM indicator_men(CASE WHEN my_role() = 'admin' THEN '{}' ELSE indicator_places($1) END,
	      indicator_first($2, indicator_blurs()), indicator_last($3, indicator_blurs()), $4, $5, $6, $7) m
	 CROSS JOIN LATERAL indicator_parts(m) p
	 WHERE p.code = $8 AND CASE $9 WHEN 'den' THEN p.den > 0 WHEN 'rest' THEN p.den > 0 AND p.num = 0 ELSE p.num > 0 END
$$;

-- WHO's PRV.15 and PRV.16: how many procedures, and men with a moderate or severe event before day 30, by what they are
-- taken apart; then the events themselves.
CREATE FUNCTION indicator_who(only_place bigint, first_day date, last_day date, at timestamptz)
RETURNS TABLE (dimension text, value text, num bigint, den bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH b AS MATERIALIZED (
		SELECT indicator_blurs() AS blurs
	), man AS MATERIALIZED (
		SELECT e.id, e.patient_id, e.anchor_date, e.method,
		       age_band(extract(year FROM age(e.anchor_date::timestamp, p.birth_date::timestamp))::integer) AS band
		  FROM b, enrolment e JOIN patient p ON p.id = e.patient_id
		 WHERE e.place_id = ANY (indicator_places($1))
		   AND e.anchor_date BETWEEN indicator_first($2, b.blurs) AND indicator_last($3, b.blurs)
	), event AS MATERIALIZED (
		SELECT m.id, v.severity, v.timing, v.kind FROM man m JOIN indicator_event v ON v.patient_id = m.patient_id
		 WHERE v.confirmed AND v.severity IN ('moderate', 'severe') AND v.day - m.anchor_date BETWEEN 0 AND 29
	), told AS (
		SELECT 'all' AS dimension, '' AS value, count(*) FILTER (WHERE m.id IN (SELECT v.id FROM event v)) AS num, count(*) AS den FROM man m
		UNION ALL
		SELECT 'band', m.band, count(*) FILTER (WHERE m.id IN (SELECT v.id FROM event v)), count(*) FROM man m GROUP BY 2
		UNION ALL
		SELECT 'method', m.method, count(*) FILTER (WHERE m.id IN (SELECT v.id FROM event v)), count(*) FROM man m GROUP BY 2
		UNION ALL
		SELECT 'severity', v.severity, count(DISTINCT v.id), (SELECT count(*) FROM man) FROM event v GROUP BY 2
		UNION ALL
		SELECT 'timing', v.timing, count(DISTINCT v.id), (SELECT count(*) FROM man) FROM event v GROUP BY 2
		UNION ALL
		SELECT 'kind', v.kind, count(DISTINCT v.id), (SELECT count(*) FROM man) FROM event v GROUP BY 2
	)
	SELECT t.dimension, t.value, indicator_blur(t.num, b.blurs), indicator_blur(t.den, b.blurs) FROM told t, b
$$;

REVOKE EXECUTE ON FUNCTION written_day(text), age_band(integer), indicator_men(bigint[], date, date, text, text, integer, timestamptz),
    indicator_parts(indicator_man), indicator_places(bigint), indicator_blurs(), indicator_blur(bigint, boolean),
    indicator_first(date, boolean), indicator_last(date, boolean), indicator_too_many(bigint, date, date),
    indicator_counts(bigint, date, date, text, text, integer, timestamptz),
    indicator_list(bigint, date, date, text, text, integer, timestamptz, text, text),
    indicator_who(bigint, date, date, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION written_day(text), age_band(integer), indicator_blurs(), indicator_first(date, boolean), indicator_last(date, boolean),
    indicator_too_many(bigint, date, date), indicator_counts(bigint, date, date, text, text, integer, timestamptz),
    indicator_list(bigint, date, date, text, text, integer, timestamptz, text, text),
    indicator_who(bigint, date, date, timestamptz) TO aftercare_site;
GRANT SELECT ON indicator_visit, indicator_event, indicator_referral, indicator_not_traced TO aftercare_site;
