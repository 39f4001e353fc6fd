-- The indicators once more, from the tables and from docs/indicators.md alone, one question after another; then beside
-- what the pages are told.  Uses none of the product's functions until the last statement.
\set ON_ERROR_STOP on
CREATE TEMP TABLE ask (n serial, only_place bigint, first_day date, last_day date, band text, low integer, high integer, minor text, now timestamptz);
INSERT INTO ask (only_place, first_day, last_day, band, low, high, minor, now) VALUES
	(0, '2030-03-01', '2030-05-31', '', 0, 999, '', '2030-08-01 00:00Z'),
	(0, '2030-03-01', '2030-03-31', '', 0, 999, '', '2030-06-05 12:00Z'),
	(0, '2030-04-01', '2030-04-30', '', 0, 999, '', '2030-04-20 22:00Z'),	-- midnight in Harare
	(0, '2030-04-01', '2030-04-30', '', 0, 999, '', '2030-04-20 21:59:59.999Z'),
	(903, '2030-03-20', '2030-03-31', '', 0, 999, '', '2030-03-30 23:59:59Z'),	-- the night of the clock change
	(903, '2030-03-20', '2030-03-31', '', 0, 999, '', '2030-03-31 23:00Z'),
	(902, '2030-03-01', '2030-05-31', '', 0, 999, 'yes', '2030-05-04 23:30Z'),
	(0, '2030-05-01', '2030-05-31', '15-19', 15, 19, '', '2030-06-01 00:00Z'),
	(904, '2030-05-01', '2030-05-31', '', 0, 999, 'no', '2030-05-31 18:30Z'),
	(0, '2030-03-01', '2030-05-31', '50+', 50, 999, '', '2030-08-01 00:00Z'),
	(901, '2030-01-01', '2030-12-31', '10-14', 10, 14, 'yes', '2030-08-01 00:00Z');

CREATE TEMP TABLE who AS
SELECT a.n, a.now, e.id, e.patient_id, e.place_id, e.anchor_date AS d0, z.zone, e.last_sign_at, e.ended_at, p.opted_out_at
  FROM ask a
  JOIN enrolment e ON e.anchor_date >= a.first_day AND e.anchor_date <= a.last_day AND (a.only_place = 0 OR e.place_id = a.only_place)
  JOIN place z ON z.id = e.place_id
  JOIN patient p ON p.id = e.patient_id
 WHERE p.birth_date + make_interval(years => a.low) <= e.anchor_date AND p.birth_date + make_interval(years => a.high + 1) > e.anchor_date
   AND (a.minor = '' OR (a.minor = 'yes') = (p.birth_date + interval '18 years' > e.anchor_date));
-- The day of a moment: how often midnight has come there since the procedure's.
CREATE FUNCTION pg_temp.nth(at timestamptz, zone text, d0 date) RETURNS integer LANGUAGE sql STABLE
AS $$ SELECT floor(extract(epoch FROM timezone($2, $1) - $3::timestamp) / 86400)::integer $$;

CREATE TEMP TABLE heard AS
SELECT w.n, w.id, pg_temp.nth(m.at, w.zone, w.d0) AS day, m.reads, m.urgency
  FROM who w JOIN message m ON m.patient_id = w.patient_id AND m.direction = 'in'
 WHERE pg_temp.nth(m.at, w.zone, w.d0) IN (0,1,2,3,4,5,6,7,8,9,10,11,12,13,14)
UNION ALL
SELECT w.n, w.id, pg_temp.nth(m.at, w.zone, w.d0), f.reads, f.urgency
  FROM who w JOIN filing f ON f.patient_id = w.patient_id AND f.ended_at IS NULL JOIN message m ON m.id = f.message_id
 WHERE m.patient_id <> f.patient_id AND pg_temp.nth(m.at, w.zone, w.d0) IN (0,1,2,3,4,5,6,7,8,9,10,11,12,13,14);
CREATE TEMP TABLE wrote AS
SELECT w.n, w.id, m.kind, m.state, m.to_several
  FROM who w JOIN message m ON m.patient_id = w.patient_id
 WHERE m.direction = 'out' AND m.sent_at IS NOT NULL AND pg_temp.nth(m.at, w.zone, w.d0) BETWEEN 0 AND 14;
-- Days as they are written; 31 February is none.
CREATE TEMP TABLE report_day AS
SELECT r.id, CASE WHEN v.typed ~ '^2030-\d\d-\d\d$' AND v.typed <> '2030-02-31' THEN v.typed::date
                  WHEN c.typed ~ '^2030-\d\d-\d\d$' THEN c.typed::date ELSE timezone(z.zone, r.reported_at)::date END AS seen_on,
       CASE WHEN v.typed ~ '^2030-\d\d-\d\d$' AND v.typed <> '2030-02-31' THEN v.typed::date ELSE timezone(z.zone, r.reported_at)::date END AS event_on,
       timezone(z.zone, r.reported_at)::date AS told_on
  FROM report r JOIN place z ON z.id = r.place_id,
       LATERAL (SELECT r.fields -> 'visit' ->> 'visit_date' AS typed) v, LATERAL (SELECT r.fields -> 'call' ->> 'visit_date' AS typed) c;
CREATE TEMP TABLE seen AS
SELECT w.n, w.id, d.seen_on AS day, d.told_on - d.seen_on AS lag, true AS looked
  FROM who w JOIN report r ON r.patient_id = w.patient_id JOIN report_day d ON d.id = r.id WHERE r.state = 'final' AND r.fields ->> 'seen' = 'yes'
UNION ALL
SELECT w.n, w.id, timezone(w.zone, f.seen_at)::date, NULL, f.found <> ''
  FROM who w JOIN referral f ON f.patient_id = w.patient_id
 WHERE f.report_id IS NULL AND (f.ending = 'seen' OR f.ending = 'elsewhere')
UNION ALL
SELECT w.n, w.id, timezone(w.zone, t.closed_at)::date, NULL, false
  FROM who w JOIN task t ON t.patient_id = w.patient_id
 WHERE t.outcome = 'came' AND t.status = 'completed'
   AND t.id NOT IN (SELECT task_id FROM referral WHERE task_id IS NOT NULL AND (ending = 'seen' OR ending = 'elsewhere'))
   AND t.id NOT IN (SELECT task_id FROM report WHERE task_id IS NOT NULL AND state = 'final' AND fields ->> 'seen' = 'yes');
CREATE TEMP TABLE spoke AS
SELECT w.n, w.id FROM who w JOIN task t ON t.patient_id = w.patient_id
 WHERE t.status = 'completed' AND t.outcome IN ('reached-fine', 'reached-problem') AND pg_temp.nth(t.closed_at, w.zone, w.d0) BETWEEN 0 AND 14
UNION
SELECT w.n, w.id FROM who w JOIN report r ON r.patient_id = w.patient_id
 WHERE r.state = 'final' AND r.fields ->> 'reached' = 'yes' AND r.fields ->> 'seen' = 'no' AND pg_temp.nth(r.reported_at, w.zone, w.d0) BETWEEN 0 AND 14;
CREATE TEMP TABLE bad AS
SELECT n, id, min(day) AS day FROM (
	SELECT w.n, w.id, d.event_on - w.d0 AS day FROM who w JOIN report r ON r.patient_id = w.patient_id JOIN report_day d ON d.id = r.id
	 WHERE r.state = 'final' AND r.form IN ('client_review', 'client_visit') AND r.fields -> 'ae' ->> 'described' = 'yes'
	   AND r.fields -> 'ae' ->> 'severity' <> 'mild'
	UNION ALL
	-- Found by whoever saw him after a referral, without a form.
	SELECT w.n, w.id, timezone(w.zone, f.seen_at)::date - w.d0 FROM who w JOIN referral f ON f.patient_id = w.patient_id
	 WHERE f.report_id IS NULL AND f.ending IN ('seen', 'elsewhere') AND f.found LIKE '__-_' AND f.grade <> 'mild'
	UNION ALL
	-- Decided, and seen within two weeks by somebody who said nothing of it: on the first such day.
	SELECT w.n, w.id, min(s.day) - w.d0 FROM who w JOIN escalation x ON x.patient_id = w.patient_id
	  JOIN seen s ON s.n = w.n AND s.id = w.id AND NOT s.looked
	   AND s.day - timezone(w.zone, x.decided_at)::date IN (0,1,2,3,4,5,6,7,8,9,10,11,12,13,14)
	 WHERE x.event LIKE '__-_' AND x.grade <> 'mild'
	 GROUP BY w.n, w.id, w.d0, x.task_id) e
 WHERE day >= 0 AND day < 30 GROUP BY n, id;
CREATE TEMP TABLE sent_away AS
SELECT n, id, max(day) AS day FROM (
	SELECT w.n, w.id, w.d0, timezone(w.zone, r.reported_at)::date AS day FROM who w JOIN report r ON r.patient_id = w.patient_id
	 WHERE r.form = 'referral_for_care' AND r.state = 'final'
	UNION ALL
	SELECT w.n, w.id, w.d0, timezone(w.zone, f.made_at)::date FROM who w JOIN referral f ON f.patient_id = w.patient_id
	 WHERE f.ending <> 'undone'
	UNION ALL
	-- Of the time before there were referrals.
	SELECT w.n, w.id, w.d0, timezone(w.zone, x.decided_at)::date FROM who w JOIN escalation x ON x.patient_id = w.patient_id
	 WHERE (x.outcome = 'clinic' OR x.outcome = 'refer') AND x.task_id NOT IN (SELECT case_id FROM referral)) r
 WHERE day >= d0 GROUP BY n, id;
CREATE TEMP TABLE gone AS
SELECT DISTINCT w.n, w.id FROM who w
  JOIN (SELECT patient_id, reported_at AS at FROM report WHERE form = 'tracing' AND state = 'final' AND fields -> 't' ->> 'outcome' = 'not_found'
        UNION ALL
        SELECT patient_id, closed_at FROM task t
         WHERE kind = 'trace' AND (status = 'failed' OR status = 'completed' AND outcome = 'not-found' AND rule = 'in-person-tracing')
           AND NOT EXISTS (SELECT FROM report WHERE task_id = t.id AND form = 'tracing' AND state = 'final')) x ON x.patient_id = w.patient_id
 WHERE (w.last_sign_at IS NULL OR x.at > w.last_sign_at) AND timezone(w.zone, x.at)::date >= w.d0;
CREATE TEMP TABLE sought AS
SELECT w.n, w.id, count(*) AS had, sum((t.status = 'completed' OR t.outcome = 'lost')::int) AS through
  FROM who w JOIN task t ON t.patient_id = w.patient_id
 WHERE t.kind = 'trace' AND t.starts_at <= w.now AND pg_temp.nth(t.starts_at, w.zone, w.d0) >= 0
   AND t.status NOT IN ('draft', 'rejected', 'entered-in-error') AND (t.status <> 'cancelled' OR t.outcome = 'lost')
 GROUP BY w.n, w.id;
CREATE TEMP TABLE asked AS
SELECT w.n, w.id, d AS day FROM who w CROSS JOIN generate_series(1, 13) d
 WHERE timezone(w.zone, w.now)::date > w.d0 + d
   AND (w.ended_at IS NULL OR timezone(w.zone, w.ended_at)::date > w.d0 + d)
   AND (w.opted_out_at IS NULL OR timezone(w.zone, w.opted_out_at)::date > w.d0 + d);
CREATE TEMP TABLE filled AS
SELECT w.n, w.id, r.version FROM who w JOIN report r ON r.patient_id = w.patient_id
 WHERE r.state = 'final' AND r.form_version_id IS NOT NULL AND timezone(w.zone, r.reported_at)::date >= w.d0;

CREATE INDEX ON heard (n, id);
CREATE INDEX ON wrote (n, id);
CREATE INDEX ON seen (n, id);
CREATE INDEX ON filled (n, id);
ANALYZE heard, wrote, seen, filled, who, asked, bad, gone, spoke, sent_away;

-- Each man once: how much he adds.
CREATE TEMP TABLE adds (n integer, id bigint, code text, num numeric, den numeric);
INSERT INTO adds
SELECT n, id, 'men', 1, 1 FROM who UNION ALL
SELECT n, id, 'under', (timezone(zone, now)::date <= d0 + 14)::int, 1 FROM who UNION ALL
SELECT n, id, 'ever', 0, 1 FROM who UNION ALL SELECT DISTINCT n, id, 'ever', 1, 0 FROM heard UNION ALL
SELECT n, id, 'daily', 0, 1 FROM asked UNION ALL
SELECT DISTINCT a.n, a.id, 'daily', 0, 0 FROM who a UNION ALL
SELECT n, id, 'daily', count(*), 0 FROM asked a WHERE EXISTS (SELECT FROM heard h WHERE (h.n, h.id, h.day) = (a.n, a.id, a.day)) GROUP BY n, id UNION ALL
SELECT n, id, 'day-' || day, (EXISTS (SELECT FROM heard h WHERE (h.n, h.id, h.day) = (a.n, a.id, a.day)))::int, 1 FROM asked a UNION ALL
SELECT n, id, 'day-' || d, 0, 0 FROM who, generate_series(1, 13) d UNION ALL
SELECT n, id, 'day2', (EXISTS (SELECT FROM heard h WHERE (h.n, h.id) = (w.n, w.id) AND h.day <= 4))::int, 1 FROM who w UNION ALL
SELECT n, id, 'day7', (EXISTS (SELECT FROM heard h WHERE (h.n, h.id) = (w.n, w.id) AND h.day BETWEEN 5 AND 8))::int, 1 FROM who w UNION ALL
SELECT n, id, 'potential', (EXISTS (SELECT FROM heard h WHERE (h.n, h.id) = (w.n, w.id) AND (h.reads = 'problem' OR h.urgency > 1)))::int, 1 FROM who w UNION ALL
SELECT n, id, 'telehealth', ((n, id) IN (SELECT n, id FROM spoke) OR
       EXISTS (SELECT FROM wrote o WHERE (o.n, o.id) = (w.n, w.id) AND o.kind = 'nurse' AND NOT o.to_several))::int, 1 FROM who w UNION ALL
SELECT n, id, 'referral', ((n, id) IN (SELECT s.n, s.id FROM seen s JOIN sent_away r USING (n, id) WHERE s.day >= r.day))::int,
       ((n, id) IN (SELECT n, id FROM sent_away))::int FROM who UNION ALL
SELECT n, id, 'event', ((n, id) IN (SELECT n, id FROM bad))::int, 1 FROM who UNION ALL
SELECT n, id, 'followed', ((n, id) IN (SELECT n, id FROM heard) OR (n, id) IN (SELECT n, id FROM spoke) OR
       EXISTS (SELECT FROM seen s WHERE (s.n, s.id) = (w.n, w.id) AND s.day BETWEEN w.d0 AND w.d0 + 14))::int, 1 FROM who w UNION ALL
SELECT n, id, 'visits', (SELECT count(DISTINCT s.day) FROM seen s WHERE (s.n, s.id) = (w.n, w.id) AND s.day BETWEEN w.d0 AND w.d0 + 14), 1 FROM who w UNION ALL
SELECT n, id, 'lost', ((n, id) IN (SELECT n, id FROM gone))::int, 1 FROM who UNION ALL
SELECT w.n, w.id, 'tracing', coalesce((s.had = s.through)::int, 0), (s.had IS NOT NULL)::int FROM who w LEFT JOIN sought s USING (n, id) UNION ALL
SELECT n, id, 'texts', (SELECT count(*) FROM heard h WHERE (h.n, h.id) = (w.n, w.id)), 1 FROM who w UNION ALL
SELECT n, id, 'ones', (SELECT count(*) FROM heard h WHERE (h.n, h.id) = (w.n, w.id) AND h.reads = 'problem'), 1 FROM who w UNION ALL
SELECT n, id, 'zeros', (SELECT count(*) FROM heard h WHERE (h.n, h.id) = (w.n, w.id) AND h.reads = 'fine'), 1 FROM who w UNION ALL
SELECT n, id, 'words', (SELECT count(*) FROM heard h WHERE (h.n, h.id) = (w.n, w.id) AND h.reads NOT IN ('fine', 'problem')), 1 FROM who w UNION ALL
SELECT n, id, 'nurse', (SELECT count(*) FROM wrote o WHERE (o.n, o.id) = (w.n, w.id) AND o.kind = 'nurse' AND NOT o.to_several), 1 FROM who w UNION ALL
SELECT n, id, 'sent', (SELECT count(*) FROM wrote o WHERE (o.n, o.id) = (w.n, w.id) AND o.kind <> 'nurse'), 1 FROM who w UNION ALL
SELECT n, id, 'delivered', (SELECT count(*) FROM wrote o WHERE (o.n, o.id) = (w.n, w.id) AND o.kind <> 'nurse' AND o.state = 'delivered'),
       (SELECT count(*) FROM wrote o WHERE (o.n, o.id) = (w.n, w.id) AND o.kind <> 'nurse') FROM who w UNION ALL
SELECT w.n, w.id, 'care', CASE WHEN b.day >= f.day THEN b.day - f.day ELSE 0 END, (coalesce(b.day >= f.day, false))::int
  FROM who w LEFT JOIN bad b USING (n, id)
  LEFT JOIN (SELECT n, id, min(day) AS day FROM heard WHERE reads = 'problem' OR urgency > 1 GROUP BY n, id) f USING (n, id) UNION ALL
SELECT n, id, 'lag', (SELECT coalesce(sum(greatest(s.lag, 0)), 0) FROM seen s WHERE (s.n, s.id) = (w.n, w.id)),
       (SELECT count(s.lag) FROM seen s WHERE (s.n, s.id) = (w.n, w.id)) FROM who w UNION ALL
SELECT n, id, 'corrected', (SELECT count(*) FROM filled f WHERE (f.n, f.id) = (w.n, w.id) AND f.version <> 1),
       (SELECT count(*) FROM filled f WHERE (f.n, f.id) = (w.n, w.id)) FROM who w;

CREATE TEMP TABLE expected AS
SELECT a.n, w.place_id, a.code, sum(num)::bigint AS num, sum(den)::bigint AS den FROM adds a JOIN who w USING (n, id)
 GROUP BY GROUPING SETS ((a.n, w.place_id, a.code), (a.n, a.code));

-- Beside the product's.
SELECT set_config('app.role', 'nurse', false), set_config('app.places', '{901,902,903,904}', false), set_config('app.user_id', '901', false) \g /dev/null
CREATE TEMP TABLE told AS
SELECT a.n, c.place_id, c.code, c.num, c.den
  FROM ask a CROSS JOIN LATERAL indicator_counts(a.only_place, a.first_day, a.last_day, a.band, a.minor, 18, a.now) c;
\t on
\a
SELECT 'differs: question ' || n || ', place ' || coalesce(place_id::text, 'all') || ', ' || code || ': expected ' ||
       coalesce(e.num || ' of ' || e.den, 'nothing') || ', told ' || coalesce(t.num || ' of ' || t.den, 'nothing')
  FROM (SELECT *, coalesce(place_id, 0) AS k FROM expected) e
  FULL JOIN (SELECT n, coalesce(place_id, 0) AS k, code, num, den FROM told) t USING (n, k, code)
 WHERE (e.num, e.den) IS DISTINCT FROM (t.num, t.den)
 ORDER BY 1 LIMIT 40;
-- The list behind each number is as long, and only men who were counted are in it.
SELECT 'the list differs: question ' || a.n || ', ' || x.code || ', ' || part
  FROM ask a CROSS JOIN (SELECT DISTINCT code FROM told) x CROSS JOIN (VALUES ('num'), ('den'), ('rest')) p (part)
 CROSS JOIN LATERAL (SELECT coalesce(array_agg(enrolment_id ORDER BY enrolment_id), '{}') AS ids
                       FROM indicator_list(a.only_place, a.first_day, a.last_day, a.band, a.minor, 18, a.now, x.code, part)) l
 CROSS JOIN LATERAL (SELECT coalesce(array_agg(m.id ORDER BY m.id), '{}') AS ids
                       FROM (SELECT id, sum(num) AS num, sum(den) AS den FROM adds WHERE n = a.n AND code = x.code GROUP BY id) m
                      WHERE CASE part WHEN 'num' THEN m.num > 0 WHEN 'den' THEN m.den > 0 ELSE m.den > 0 AND m.num = 0 END) e
 WHERE a.n = 3 AND l.ids <> e.ids;
SELECT count(*) || ' checks' FROM expected;
SELECT count(*) || ' of them above 0' FROM expected WHERE num > 0;
