-- A draft of this title, like another one or anew (from_id 0).
-- in:  title text, from_id int8, now timestamptz, user_id int8
-- out: one id int8
WITH numbered AS (
	SELECT 1 + coalesce(max(s.number), 0) AS number FROM screening s WHERE s.title = :'title'
), copied AS (
	INSERT INTO screening (title, number, places, sex, age_from, age_to, follow, since, since_from, since_to, per_day, from_hour, to_hour,
	       again_hours, again_most, task_hours, thanks, found, begun_at, begun_by)
	SELECT :'title', n.number, s.places, s.sex, s.age_from, s.age_to, s.follow, s.since, s.since_from, s.since_to, s.per_day, s.from_hour, s.to_hour,
	       s.again_hours, s.again_most, s.task_hours, s.thanks, s.found, :'now', :user_id
	  FROM numbered n JOIN screening s ON s.id = :from_id
	RETURNING id
), fresh AS (
	INSERT INTO screening (title, number, begun_at, begun_by)
	SELECT :'title', n.number, :'now', :user_id FROM numbered n WHERE :from_id = 0
	RETURNING id
)
SELECT id FROM copied UNION ALL SELECT id FROM fresh;
