-- What may be answered in a conversation, with what is filled in: first what fits this day of the follow-up and the sign
-- he named last, most used first.  What has no text in his language comes after those that have one, in that of his facility
-- or in English.  One row without an answer if there is none.
-- in:  thread_id int8, now timestamptz, most int4
-- out: many given_name text, clinic text, emergency_phone text, zone text, quiet_from text, quiet_until text,
--      heard_at timestamptz?, day int4, sign text, answer_id int8?, version_id int8?, title text?, body text?, fits bool,
--      his_language text, language text?
WITH about AS (
	SELECT t.id, coalesce(p.given_name, '') AS given_name, coalesce(pl.name, '') AS clinic,
	       coalesce(pl.emergency_phone, '') AS emergency_phone, coalesce(pl.zone, 'UTC') AS zone,
	       coalesce(left(pl.quiet_from::text, 5), '') AS quiet_from, coalesce(left(pl.quiet_until::text, 5), '') AS quiet_until,
	       coalesce(p.language, pl.language, 'en') AS language, coalesce(pl.language, 'en') AS here, last.at AS heard_at, coalesce(last.sign, '') AS sign,
	       coalesce((:'now'::timestamptz AT TIME ZONE pl.zone)::date - e.anchor_date, -1) AS day
	  FROM thread t
	  LEFT JOIN patient p ON p.id = t.patient_id
	  LEFT JOIN place pl ON pl.id = t.place_id
	  LEFT JOIN enrolment e ON e.patient_id = t.patient_id AND e.latest
	  LEFT JOIN LATERAL (SELECT at, sign FROM message m WHERE m.thread_id = t.id AND m.direction = 'in'
	                      ORDER BY m.at DESC, m.id DESC LIMIT 1) last ON true
	 WHERE t.id = :thread_id
), approved AS (
	SELECT DISTINCT ON (v.answer_id) v.*
	  FROM answer_version v JOIN answer a ON a.id = v.answer_id
	 WHERE a.retired_at IS NULL AND v.approved_at IS NOT NULL
	 ORDER BY v.answer_id, v.number DESC
), good AS (
	SELECT v.* FROM approved v, about WHERE v.good_until >= (:'now'::timestamptz AT TIME ZONE about.zone)::date
), offered AS (
	SELECT g.answer_id, g.id, g.title, words.body, words.language, words.language = about.language AS his,
	       g.day_from <= about.day AND (g.day_to = -1 OR (about.day >= 0 AND g.day_to >= about.day))
	       AND g.sign IN ('', about.sign) AS fits,
	       g.sign <> '' AND g.sign = about.sign AS of_sign,
	       coalesce((SELECT sum(u.n) FROM answer_use u WHERE u.answer_id = g.answer_id AND u.sign = about.sign
	                    AND u.day BETWEEN about.day - 1 AND about.day + 1), 0) AS used_so,
	       coalesce((SELECT sum(u.n) FROM answer_use u WHERE u.answer_id = g.answer_id), 0) AS used
	  FROM good g, about, LATERAL (
		SELECT x.body, x.language FROM answer_text x
		 WHERE x.version_id = g.id AND x.language IN (about.language, about.here, 'en')
		 ORDER BY x.language = about.language DESC, x.language = about.here DESC LIMIT 1) words
)
SELECT about.given_name, about.clinic, about.emergency_phone, about.zone, about.quiet_from, about.quiet_until, about.heard_at,
       about.day::int4, about.sign, o.answer_id, o.id, o.title, o.body, coalesce(o.fits, false),
       about.language, o.language
  FROM about LEFT JOIN offered o ON true
 ORDER BY o.his DESC, o.fits DESC, o.of_sign DESC, o.used_so DESC, o.used DESC, o.title, o.id
 LIMIT :most;
