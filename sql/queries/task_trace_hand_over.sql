-- Tracing that the worker has made becomes the rules' own: the emission that theirs will have.
-- in:  adult_age int4
-- out: none
UPDATE task t
   SET emission = 'enroll-' || e.id || '~silence~' || r.name, rule = r.name, actions = '[]', authored_at = t.created_at,
       version = t.version + 1
  FROM enrolment e
  JOIN patient p ON p.id = e.patient_id
 CROSS JOIN LATERAL (SELECT CASE WHEN p.birth_date > e.anchor_date - make_interval(years => :adult_age)
	THEN 'tracing-minor' ELSE 'tracing' END AS name) r
 WHERE t.kind = 'trace' AND t.open AND t.emission IS NULL AND t.enrolment_id = e.id AND e.state = 'active'
   AND NOT EXISTS (SELECT FROM task o WHERE o.enrolment_id = e.id AND o.kind = 'trace' AND o.open
	AND (o.emission = 'enroll-' || e.id || '~silence~' || r.name OR (o.emission IS NULL AND o.id < t.id)));
