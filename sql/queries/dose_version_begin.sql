-- A draft with everything of a version, for its country or another; no row if that has a draft already.
-- in:  from_id int8, country text, title text, now timestamptz, user_id int8
-- out: many id int8
WITH draft AS (
	INSERT INTO dose_version (country, title, number, source, dated, before_days, after_days, after_times, hour, begun_at, begun_by)
	SELECT :'country', :'title', 1 + coalesce((SELECT max(o.number) FROM dose_version o WHERE o.country = :'country'), 0),
	       v.source, v.dated, v.before_days, v.after_days, v.after_times, v.hour, :'now', :user_id
	  FROM dose_version v WHERE v.id = :from_id
	    ON CONFLICT DO NOTHING
	RETURNING id
)
SELECT id FROM draft;
