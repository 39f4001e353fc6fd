-- Clients whom a form may be about: those that a search finds, and the one who is chosen, first.
-- in:  needle text, digits text, chosen int8?, most int4
-- out: many id int8, given_name text, family_name text, number text, birth_date text, e164 text, place_name text, zone text
SELECT p.id, p.given_name, p.family_name, p.number, p.birth_date::text, coalesce(h.e164, ''), pl.name, pl.zone
  FROM (SELECT f.id, min(f.rank) AS rank
          FROM (SELECT :chosen::int8 AS id, 0 AS rank
                 UNION ALL
                SELECT s.id, 1 + row_number() OVER () FROM patient_search(:'needle', :'digits', :most) s WHERE :'needle' <> '') f
         GROUP BY f.id) f
  JOIN patient p ON p.id = f.id
  JOIN place pl ON pl.id = p.place_id
  LEFT JOIN phone h ON h.id = p.phone_id
 ORDER BY f.rank;
