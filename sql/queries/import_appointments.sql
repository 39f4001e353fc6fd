-- Rows of a file of appointments, in their order: whose the number is at the facility, what its calendar says of the day
-- and the hour, and whether he is expected on that day already.  Without both only the number is looked up.
-- in:  place_id int8, numbers text[], days text[], hours text[], now timestamptz
-- out: many patient_id int8?, given_name text, family_name text, died bool, followed bool, past bool, closed text,
--      opens_next timestamptz?, zone text, hour text, what text
SELECT p.id, coalesce(p.given_name, ''), coalesce(p.family_name, ''), p.died_on IS NOT NULL,
       EXISTS (SELECT FROM enrolment e WHERE e.patient_id = p.id), coalesce(m.at <= :'now', false), c.closed,
       CASE WHEN c.closed <> '' THEN place_opens_after(pl.id, m.at) END, pl.zone,
       coalesce(to_char(a.hour, 'HH24:MI'), ''), coalesce(a.what, '')
  FROM unnest(:'numbers'::text[], :'days'::text[], :'hours'::text[]) WITH ORDINALITY AS g (number, day, hour, n)
  JOIN place pl ON pl.id = :place_id
 CROSS JOIN LATERAL (SELECT CASE WHEN g.day <> '' AND g.hour <> '' THEN local_moment(nullif(g.day, '')::date, nullif(g.hour, '')::time, pl.zone) END AS at) m
 CROSS JOIN LATERAL (SELECT CASE WHEN m.at IS NULL THEN '' ELSE coalesce(place_closed(pl.id, m.at), '') END AS closed) c
  LEFT JOIN patient p ON p.place_id = pl.id AND p.number = g.number
  LEFT JOIN appointment a ON a.patient_id = p.id AND a.day = nullif(g.day, '')::date AND a.status IN ('booked', 'confirmed', 'wants-change')
 ORDER BY g.n;
