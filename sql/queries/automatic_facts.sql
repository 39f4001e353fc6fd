-- What decides whether a text is answered by itself: who wrote it, when, what went between us and that phone, and how
-- often it was answered today by the facility's calendar.
-- in:  about_id int8, phone_id int8, place_id int8?, patient_id int8?, kind text, now timestamptz, since timestamptz
-- out: one e164 text, at timestamptz, closed text, opted_out bool, echo bool, repeated bool, said bool, today int8
WITH about AS (
	SELECT m.id, m.at, lower(btrim(m.body)) AS words FROM message m WHERE m.id = :about_id
), answered AS (
	SELECT a.kind, a.at FROM automatic_answer a
	 WHERE a.phone_id = :phone_id AND a.withheld = '' AND a.at > :'now'::timestamptz - interval '8 days'
), before AS (
	-- The text that came before it from there.
	SELECT b.at, lower(btrim(b.body)) AS words FROM message b, about
	 WHERE b.phone_id = :phone_id AND b.direction = 'in' AND b.at <= about.at AND b.id <> about.id
	   AND b.at > :'now'::timestamptz - interval '7 days'
	 ORDER BY b.at DESC, b.id DESC LIMIT 1
), zone AS (
	SELECT coalesce(max(p.zone), 'UTC') AS name FROM place p WHERE p.id = :place_id
)
SELECT ph.e164, about.at, coalesce(place_closed(:place_id, :'now'), ''),
       EXISTS (SELECT FROM patient p WHERE p.id = :patient_id AND p.opted_out_at IS NOT NULL),
       -- Our own words, alone or quoted.
       EXISTS (SELECT FROM message o
                WHERE o.phone_id = :phone_id AND o.direction = 'out' AND o.at > :'now'::timestamptz - interval '7 days'
                  AND (lower(btrim(o.body)) = about.words
                       OR length(o.body) >= 20 AND strpos(about.words, lower(btrim(o.body))) > 0)),
       EXISTS (SELECT FROM before b WHERE b.words = about.words AND EXISTS (SELECT FROM answered a WHERE a.at >= b.at)),
       EXISTS (SELECT FROM answered a WHERE a.kind = :'kind' AND a.at > :'since'),
       (SELECT count(*) FROM answered a
         WHERE (a.kind = 'report') = (:'kind' = 'report') AND (a.kind = 'screening') = (:'kind' = 'screening')
           AND (a.at AT TIME ZONE zone.name)::date = (:'now'::timestamptz AT TIME ZONE zone.name)::date)
  FROM phone ph, about, zone
 WHERE ph.id = :phone_id;
