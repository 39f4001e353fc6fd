-- The week after a week becomes as it: by the facility's clocks, but for what is past, what overlaps, and who may not any more.
-- in:  place_id int8, monday date, now timestamptz, by int8
-- out: one copied int8, wanted int8
WITH old AS MATERIALIZED (
	SELECT s.user_id, s.rank, ((s.begins_at AT TIME ZONE p.zone) + interval '7 days') AT TIME ZONE p.zone AS begins_at,
	       ((s.ends_at AT TIME ZONE p.zone) + interval '7 days') AT TIME ZONE p.zone AS ends_at
	  FROM duty_shift s JOIN place p ON p.id = s.place_id
	 WHERE s.place_id = :place_id AND s.ends_at > s.begins_at
	   AND s.begins_at >= local_moment(:'monday'::date, '00:00', p.zone) AND s.begins_at < local_moment(:'monday'::date + 7, '00:00', p.zone)
), new AS (
	INSERT INTO duty_shift (place_id, user_id, rank, begins_at, ends_at, created_at, created_by)
	SELECT :place_id, o.user_id, o.rank, o.begins_at, o.ends_at, :'now', :by
	  FROM old o
	 WHERE o.ends_at > o.begins_at AND o.ends_at > :'now' AND duty_may(o.user_id, :place_id)
	   AND NOT EXISTS (SELECT FROM duty_shift s WHERE s.place_id = :place_id AND s.begins_at < o.ends_at AND s.ends_at > o.begins_at
	                      AND (s.rank = o.rank OR s.user_id = o.user_id))
	RETURNING id
)
SELECT (SELECT count(*) FROM new), (SELECT count(*) FROM old);
