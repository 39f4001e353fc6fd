-- Texts of the last week that did not arrive, or may not have, by reason and latest first.
-- in:  now timestamptz, day date?, zone text, reason text, before timestamptz, before_id int8, most int4, in_all int4
-- out: many id int8, thread_id int8, patient_id int8?, who text, e164 text, place_name text, zone text, why text, reason text,
--      day int4?, body text, at timestamptz, tries int4, again bool, past bool, total int8, place_in_group int8
WITH late AS (
	SELECT m.*, delivery_reason(m.state, m.reason) AS cause
	  FROM (SELECT m.* FROM unnest(my_places()) AS mine (place_id) JOIN message m ON m.place_id = mine.place_id
	         WHERE m.state IN ('failed', 'unsure') AND m.at > :'now'::timestamptz - interval '7 days'
	           AND m.set_aside_at IS NULL
	         UNION ALL
	        SELECT * FROM message
	         WHERE place_id IS NULL AND state IN ('failed', 'unsure')
	           AND at > :'now'::timestamptz - interval '7 days' AND set_aside_at IS NULL) m
	 WHERE (:'day'::date IS NULL OR (m.at >= :'day'::date::timestamp AT TIME ZONE :'zone'
	        AND m.at < (:'day'::date + 1)::timestamp AT TIME ZONE :'zone'))
), counted AS (
	SELECT l.*, count(*) OVER (PARTITION BY cause) AS total FROM late l WHERE :'reason' = '' OR cause = :'reason'
), placed AS (
	SELECT c.*, row_number() OVER (PARTITION BY cause ORDER BY at DESC, id DESC) AS place_in_group
	  FROM counted c WHERE (at, id) < (:'before', :before_id)
)
SELECT m.id, m.thread_id, m.patient_id, coalesce(trim(p.given_name || ' ' || p.family_name), ''), coalesce(ph.e164, ''),
       coalesce(pl.name, ''), coalesce(pl.zone, ''), m.cause, m.reason, c.day, m.body, m.at,
       coalesce(o.attempt, 0),
       (m.state = 'failed' OR coalesce(o.state = 'parked', false)) AND p.opted_out_at IS NULL
           AND (m.patient_id IS NULL OR p.phone_id IS NOT NULL),
       m.kind = 'checkin' AND (m.at AT TIME ZONE pl.zone)::date <> (:'now'::timestamptz AT TIME ZONE pl.zone)::date,
       m.total, m.place_in_group
  FROM placed m
  LEFT JOIN phone ph ON ph.id = m.phone_id
  LEFT JOIN patient p ON p.id = m.patient_id
  LEFT JOIN place pl ON pl.id = m.place_id
  LEFT JOIN outbox o ON o.id = m.outbox_id
  LEFT JOIN checkin c ON c.patient_id = m.patient_id AND c.message_id = m.id
 WHERE m.place_in_group <= :most
 ORDER BY m.total DESC, m.cause, m.at DESC, m.id DESC
 LIMIT :in_all;
