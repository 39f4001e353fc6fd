-- On which days of the week a facility opens, whether it is closed now and why, and when it opens next.
-- in:  id int8, now timestamptz
-- out: one id int8, name text, zone text, open_days text, opens text, closes text, closed text, opens_next timestamptz?,
--      today date, version int4
SELECT p.id, p.name, p.zone, p.open_days, left(p.opens::text, 5), left(p.closes::text, 5), place_closed(p.id, :'now'),
       place_opens_after(p.id, :'now'), (:'now'::timestamptz AT TIME ZONE p.zone)::date, p.version
  FROM place p
 WHERE p.id = :id AND p.kind = 'facility';
