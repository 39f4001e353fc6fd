-- Whether a patient is lost to follow-up, by whose decision, and what is known for deciding it.
-- in:  patient_id int8, now timestamptz
-- out: one patient_id int8, given_name text, family_name text, number text, zone text, enrolment_id int8, anchor_date date, state text,
--      last_sign_at timestamptz?, traces int8, cases int8, problems int8, planned int8, attempts int8, lost_at timestamptz?,
--      lost_by text, reason text, note text
SELECT p.id, p.given_name, p.family_name, p.number, pl.zone, e.id, e.anchor_date, e.state, e.last_sign_at,
       (SELECT count(*) FROM task t WHERE t.patient_id = p.id AND t.open AND t.kind = 'trace'),
       (SELECT count(*) FROM task t WHERE t.patient_id = p.id AND t.open AND t.kind = 'escalation'),
       (SELECT count(*) FROM task t WHERE t.patient_id = p.id AND t.open AND t.kind NOT IN ('trace', 'escalation')),
       (SELECT count(*) FROM reminder r WHERE r.enrolment_id = e.id AND r.state = 'planned' AND r.due_at > :'now'),
       (SELECT count(*) FROM trace_attempt a WHERE a.patient_id = p.id AND a.withdrawn_at IS NULL
           AND a.at > coalesce(e.last_sign_at, '-infinity')),
       l.at, coalesce(u.name, ''), coalesce(l.reason, ''), coalesce(l.note, '')
  FROM patient p
  JOIN place pl ON pl.id = p.place_id
  JOIN enrolment e ON e.patient_id = p.id AND e.latest
  LEFT JOIN lost l ON l.patient_id = p.id AND l.ended_at IS NULL
  LEFT JOIN app_user u ON u.id = l.user_id
 WHERE p.id = :patient_id;
