-- Who a conversation is with: one patient, or everybody who shares the phone.
-- in:  thread_id int8, now timestamptz
-- out: many id int8, name text, number text, birth_date date, birth_estimated bool, language text,
--      lives_in text, note text, phone_owner text, phone_owner_name text, phone2 text,
--      phone2_owner_name text, guardian_name text, guardian_relation text, opted_out bool,
--      enrolment_id int8?, anchor_date date?, method text, enrolment_state text,
--      last_sign_at timestamptz?, next_day int4?, next_at timestamptz?
SELECT p.id, trim(p.given_name || ' ' || p.family_name), p.number, p.birth_date, p.birth_estimated, p.language,
       p.lives_in, p.note, p.phone_owner, p.phone_owner_name, coalesce(ph2.e164, ''),
       p.phone2_owner_name, p.guardian_name, p.guardian_relation, p.opted_out_at IS NOT NULL,
       e.id, e.anchor_date, coalesce(e.method, ''), coalesce(e.state, ''),
       e.last_sign_at, r.day, r.due_at
  FROM thread t
  JOIN patient p ON p.id = t.patient_id
    OR (t.kind <> 'patient' AND (p.phone_id = t.phone_id OR p.phone2_id = t.phone_id))
  LEFT JOIN phone ph2 ON ph2.id = p.phone2_id
  LEFT JOIN LATERAL (SELECT * FROM enrolment e WHERE e.patient_id = p.id
                      ORDER BY (e.state = 'active') DESC, e.created_at DESC LIMIT 1) e ON true
  LEFT JOIN LATERAL (SELECT day, due_at FROM reminder r
                      WHERE r.enrolment_id = e.id AND r.state = 'planned' AND r.due_at > :'now'
                      ORDER BY due_at LIMIT 1) r ON true
 WHERE t.id = :thread_id
 ORDER BY p.id
 LIMIT 8;
