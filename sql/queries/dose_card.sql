-- How each dose of a child stands today, in the order of its ages; and what it was given that its table does not have.
-- in:  child_id int8, now timestamptz
-- out: many line_id int8, vaccine text, number int4, given_on date?, due_on date?, least_on date?, last_on date?, state text, dose_id int8?,
--      batch text, recorded_by text
WITH kid AS MATERIALIZED (
	SELECT c.id, dose_in_use(c.country) AS version_id, p.birth_date, (:'now'::timestamptz AT TIME ZONE pl.zone)::date AS today
	  FROM child c JOIN patient p ON p.id = c.id JOIN place pl ON pl.id = c.place_id
	 WHERE c.id = :child_id
), card AS (
	SELECT s.line_id, s.vaccine, s.number, s.given_on, s.due_on, s.least_on, s.last_on, s.state,
	       dose_age(k.birth_date, l.due_n, l.due_unit) AS age
	  FROM kid k CROSS JOIN LATERAL dose_states(k.version_id, k.birth_date, dose_given(k.id), k.today) s JOIN dose_line l ON l.id = s.line_id
	UNION ALL
	SELECT 0, d.vaccine, d.number, d.given_on, NULL, NULL, NULL, 'given', d.given_on
	  FROM kid k JOIN dose d ON d.child_id = k.id
	 WHERE NOT EXISTS (SELECT FROM dose_line l WHERE l.version_id = k.version_id AND l.vaccine = d.vaccine AND l.number = d.number)
)
SELECT c.line_id, c.vaccine, c.number, c.given_on, c.due_on, c.least_on, c.last_on, c.state, d.id, coalesce(d.batch, ''), coalesce(u.name, '')
  FROM card c
  LEFT JOIN dose d ON d.child_id = :child_id AND d.vaccine = c.vaccine AND d.number = c.number
  LEFT JOIN app_user u ON u.id = d.recorded_by
 ORDER BY c.age, c.vaccine, c.number;
