-- The shifts of a facility that touch a week of its calendar.
-- in:  place_id int8, monday date
-- out: many id int8, name text, rank int4, begins_at timestamptz, ends_at timestamptz, may bool
SELECT s.id, u.name, s.rank::int4, s.begins_at, s.ends_at, duty_may(s.user_id, s.place_id)
  FROM duty_shift s JOIN place p ON p.id = s.place_id JOIN app_user u ON u.id = s.user_id
 WHERE s.place_id = :place_id AND s.ends_at > s.begins_at
   AND s.ends_at > local_moment(:'monday'::date, '00:00', p.zone) AND s.begins_at < local_moment(:'monday'::date + 7, '00:00', p.zone)
 ORDER BY s.begins_at, s.rank, s.id;
