-- Who was visited and not found and has to be decided about ("decide"), who is lost ("lost"), and of whom something was heard
-- after that ("heard"): the latest first.
-- in:  now timestamptz, visit_rule text, only_place int8, show text
-- out: many patient_id int8, given_name text, family_name text, number text, place_name text, zone text, anchor_date date,
--      at timestamptz, name text, reason text, note text, heard_at timestamptz?, heard text
WITH undecided AS (
	SELECT DISTINCT ON (t.patient_id) t.patient_id, t.closed_at AS at, t.closed_by AS user_id, t.outcome_note AS note
	  FROM task t JOIN enrolment e ON e.patient_id = t.patient_id AND e.latest
	 WHERE :'show' = 'decide' AND t.kind = 'trace' AND t.outcome = 'not-found' AND t.closed_at > :'now'::timestamptz - interval '90 days'
	   AND (t.rule = :'visit_rule' OR EXISTS (SELECT FROM trace_attempt a WHERE a.task_id = t.id AND a.method = 'visit' AND a.withdrawn_at IS NULL))
	   AND coalesce(e.last_sign_at, '-infinity') < t.closed_at
	   AND NOT EXISTS (SELECT FROM task o WHERE o.patient_id = t.patient_id AND o.open AND o.kind = 'trace')
	   AND NOT EXISTS (SELECT FROM lost l WHERE l.patient_id = t.patient_id AND l.at >= t.closed_at)
	 ORDER BY t.patient_id, t.closed_at DESC
), them AS (
	SELECT patient_id, at, user_id, '' AS reason, note, NULL::timestamptz AS heard_at, '' AS heard FROM undecided
	UNION ALL
	SELECT patient_id, at, user_id, reason, note, NULL, '' FROM lost
	 WHERE :'show' = 'lost' AND ended_at IS NULL AND at > :'now'::timestamptz - interval '1 year'
	UNION ALL
	SELECT patient_id, at, user_id, reason, note, ended_at, heard FROM lost
	 WHERE :'show' = 'heard' AND ended_how = 'heard' AND ended_at > :'now'::timestamptz - interval '30 days'
)
SELECT p.id, p.given_name, p.family_name, p.number, pl.name, pl.zone, e.anchor_date, x.at, coalesce(u.name, ''), x.reason, x.note, x.heard_at,
       x.heard
  FROM them x
  JOIN patient p ON p.id = x.patient_id
  JOIN place pl ON pl.id = p.place_id
  JOIN enrolment e ON e.patient_id = p.id AND e.latest
  LEFT JOIN app_user u ON u.id = x.user_id
 WHERE :only_place = 0 OR p.place_id = :only_place
 ORDER BY coalesce(x.heard_at, x.at) DESC, p.id
 LIMIT 500;
