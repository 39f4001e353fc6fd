-- Whom it is for, each with his words, or why he does not get it; of a phone that several use one alone.
-- in:  mailing_id int8, now timestamptz, nurse text, nudge_hours int4, most int4
-- out: many patient_id int8
-- use: trace_nudge_not
INSERT INTO mailing_person (mailing_id, place_id, patient_id, phone_id, language, body, skipped)
SELECT c.id, c.place_id, c.patient_id, c.phone_id, c.language, coalesce(c.words, ''),
       CASE WHEN c.skipped <> '' THEN c.skipped
            WHEN row_number() OVER (PARTITION BY c.phone_id, c.skipped ORDER BY c.patient_id) > 1 THEN 'same-phone' ELSE '' END
  FROM (
	SELECT m.id, m.place_id, p.id AS patient_id, p.phone_id, p.language,
	       replace(replace(replace(replace(replace(x.body, '{first_name}', p.given_name), '{clinic}', pl.name),
	           '{phone}', pl.emergency_phone), '{emergency}', pl.emergency_phone), '{nurse}', :'nurse') AS words,
	       CASE WHEN e.state <> 'active' AND NOT m.traces THEN 'not-followed'
	            WHEN p.opted_out_at IS NOT NULL THEN 'stopped'
	            WHEN ph.id IS NULL THEN 'no-number'
	            WHEN ph.stopped_at IS NOT NULL THEN 'blocked'
	            WHEN ph.failed_at IS NOT NULL AND delivery_reason('failed', ph.failure) = 'number' THEN 'wrong-number'
	            WHEN x.body IS NULL THEN 'no-words' ELSE
	            :trace_nudge_not END AS skipped
	  FROM mailing m
	  JOIN place pl ON pl.id = m.place_id
	  JOIN enrolment e ON e.place_id = m.place_id AND e.latest
	   AND CASE WHEN m.chosen = '{}' THEN e.state = 'active' ELSE e.patient_id = ANY (m.chosen) END
	  JOIN patient p ON p.id = e.patient_id
	  LEFT JOIN phone ph ON ph.id = p.phone_id
	  LEFT JOIN thread t ON t.patient_id = p.id
	  LEFT JOIN mailing_text x ON x.mailing_id = m.id AND x.language = p.language
	  CROSS JOIN LATERAL (SELECT (:'now'::timestamptz AT TIME ZONE pl.zone)::date - e.anchor_date AS day) d
	 WHERE m.id = :mailing_id
	   AND d.day >= m.day_from AND (m.day_to = -1 OR d.day <= m.day_to)
	   AND m.language IN ('', p.language)
	   AND (m.waits <> 'us' OR t.state = 'waiting')
	   AND (m.waits <> 'him' OR EXISTS (
		SELECT FROM checkin k WHERE k.patient_id = p.id AND k.asked_at > :'now'::timestamptz - interval '48 hours' AND k.answer = ''))
	 ORDER BY p.id LIMIT :most) c
RETURNING patient_id;
