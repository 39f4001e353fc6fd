-- The same of a conversation that is one patient's own.
-- in:  patient_id int8, now timestamptz
-- out: many as thread_patients
SELECT p.id, trim(p.given_name || ' ' || p.family_name), p.number, p.birth_date, p.birth_estimated, p.language,
       p.lives_in, p.note, p.phone_owner, p.phone_owner_name, coalesce(ph2.e164, ''),
       p.phone2_owner_name, p.guardian_name, p.guardian_relation, p.opted_out_at IS NOT NULL,
       e.id, e.anchor_date, coalesce(e.method, ''), coalesce(e.state, ''),
       e.last_sign_at, r.day, r.due_at
  FROM patient p
  LEFT JOIN phone ph2 ON ph2.id = p.phone2_id
  LEFT JOIN LATERAL (SELECT * FROM enrolment e WHERE e.patient_id = p.id
                      ORDER BY (e.state = 'active') DESC, e.created_at DESC LIMIT 1) e ON true
  LEFT JOIN LATERAL (SELECT day, due_at FROM reminder r
                      WHERE r.enrolment_id = e.id AND r.state = 'planned' AND r.due_at > :'now'
                      ORDER BY due_at LIMIT 1) r ON true
 WHERE p.id = :patient_id;
