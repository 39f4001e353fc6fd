-- Whether a facility is open at an hour of a day: as place_closed() has it; and when it opens next after that, if not.
-- Whom it expects at that very hour, and whether that is past.
-- in:  place_id int8, day date, hour text, now timestamptz
-- out: one at timestamptz, past bool, closed text, opens_next timestamptz?, others int8, today date
SELECT m.at, m.at <= :'now', place_closed(pl.id, m.at), place_opens_after(pl.id, m.at),
       (SELECT count(*) FROM appointment a WHERE a.place_id = pl.id AND a.day = :'day' AND a.at = m.at
           AND a.status IN ('booked', 'confirmed', 'wants-change')),
       (:'now'::timestamptz AT TIME ZONE pl.zone)::date
  FROM place pl
 CROSS JOIN LATERAL (SELECT local_moment(:'day'::date, :'hour'::time, pl.zone) AS at) m
 WHERE pl.id = :place_id;
