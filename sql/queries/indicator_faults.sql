-- What the indicators cannot count rightly until it is mended, of the last year: the newest of each kind.
-- in:  only_place int8, now timestamptz, kind text, most int4
-- out: many kind text, patient_id int8, given_name text, family_name text, number text, place_name text, day date?,
--      report_id int8?, task_id int8?, total int8
WITH man AS (
	SELECT p.id, p.place_id, p.given_name, p.family_name, p.number, p.phone_id, p.phone_owner, p.created_at, pl.name AS place_name, pl.zone,
	       e.anchor_date
	  FROM patient p
	  JOIN place pl ON pl.id = p.place_id
	  LEFT JOIN enrolment e ON e.patient_id = p.id AND e.latest
	 WHERE p.place_id = ANY (my_places_of(:only_place)) AND p.created_at > :'now'::timestamptz - interval '1 year'
), own_phone AS (
	SELECT phone_id FROM man WHERE phone_owner = 'own' AND phone_id IS NOT NULL GROUP BY phone_id HAVING count(*) > 1
), fault AS (
	SELECT 'no-procedure' AS kind, m.id, (m.created_at AT TIME ZONE m.zone)::date AS day, NULL::int8 AS report_id, NULL::int8 AS task_id
	  FROM man m WHERE m.anchor_date IS NULL
	UNION ALL
	SELECT 'date', m.id, m.anchor_date, NULL, NULL
	  FROM man m WHERE m.anchor_date > (m.created_at AT TIME ZONE m.zone)::date
	UNION ALL
	SELECT 'no-code', m.id, v.day, v.report_id, v.task_id
	  FROM man m JOIN indicator_event v ON v.patient_id = m.id
	 WHERE v.code !~ '^[A-Z]{2}-[A-C]$'
	   AND NOT EXISTS (SELECT FROM indicator_event c WHERE c.patient_id = m.id AND c.confirmed AND c.day >= v.day
	                      AND (c.report_id, c.task_id) IS DISTINCT FROM (v.report_id, v.task_id)
	                      AND c.code ~ '^[A-Z]{2}-[A-C]$')
	UNION ALL
	-- He was expected there two days ago or before.
	SELECT 'referral', m.id, v.day, v.report_id, v.task_id
	  FROM man m JOIN indicator_referral v ON v.patient_id = m.id
	 WHERE v.day <= (:'now'::timestamptz AT TIME ZONE m.zone)::date - 2
	   AND NOT EXISTS (SELECT FROM indicator_visit c WHERE c.patient_id = m.id AND c.day >= v.day)
	UNION ALL
	SELECT 'phone', m.id, (m.created_at AT TIME ZONE m.zone)::date, NULL, NULL
	  FROM man m JOIN own_phone o ON o.phone_id = m.phone_id WHERE m.phone_owner = 'own'
)
SELECT f.kind, m.id, m.given_name, m.family_name, m.number, m.place_name, f.day, f.report_id, f.task_id, f.total
  FROM (SELECT fault.*, count(*) OVER (PARTITION BY kind) AS total, row_number() OVER (PARTITION BY kind ORDER BY day DESC, id DESC) AS place_in_kind
          FROM fault WHERE :'kind' IN ('', fault.kind)) f
  JOIN man m ON m.id = f.id
 WHERE f.place_in_kind <= :most
 ORDER BY f.kind, f.place_in_kind;
