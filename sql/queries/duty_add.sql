-- A shift on each of these days at each of these facilities, by its own clocks; what is past is left out.
-- in:  places int8[], user_id int8, rank int4, first date, last date, from text, until text, now timestamptz, by int8
-- out: many id int8
INSERT INTO duty_shift (place_id, user_id, rank, begins_at, ends_at, created_at, created_by)
SELECT n.id, :user_id, :rank, n.begins_at, n.ends_at, :'now', :by
  FROM (SELECT p.id, local_moment(d.day::date, :'from'::time, p.zone) AS begins_at,
               local_moment(d.day::date + (:'until'::time <= :'from'::time)::int4, :'until'::time, p.zone) AS ends_at
          FROM place p CROSS JOIN generate_series(:'first'::date::timestamp, :'last'::date::timestamp, interval '1 day') d (day)
         WHERE p.id = ANY (:'places'::int8[])) n
 WHERE n.ends_at > n.begins_at AND n.ends_at > :'now'
RETURNING id;
