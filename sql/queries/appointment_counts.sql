-- How many are expected today and tomorrow, want another day, were not seen and nobody has asked, and did not come.
-- in:  only_place int8, now timestamptz
-- out: one today int8, tomorrow int8, change int8, unsaid int8, missed int8
SELECT count(*) FILTER (WHERE expected AND a.day = d.today), count(*) FILTER (WHERE expected AND a.day = d.today + 1),
       count(*) FILTER (WHERE a.status = 'wants-change' AND a.day >= d.today), count(*) FILTER (WHERE expected AND a.day < d.today),
       count(*) FILTER (WHERE a.status = 'missed')
  FROM place pl
 CROSS JOIN LATERAL (SELECT (:'now'::timestamptz AT TIME ZONE pl.zone)::date AS today) d
  JOIN appointment a ON a.place_id = pl.id AND a.day > d.today - 90
 CROSS JOIN LATERAL (SELECT a.status IN ('booked', 'confirmed', 'wants-change') AS expected) e
 WHERE (:only_place = 0 OR a.place_id = :only_place);
