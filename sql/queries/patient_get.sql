-- One patient with his latest enrolment, his phones and his thread.
-- in:  id int8, now timestamptz
-- out: one id int8, place_id int8, number text, given_name text, family_name text, sex text, birth_date date,
--      birth_estimated bool, language text, e164 text, phone_typed text, phone_owner text, phone_owner_name text,
--      phone_failed bool, phone_failure text, e164_2 text, phone2_typed text, phone2_owner_name text,
--      guardian_name text, guardian_relation text, lives_in text, note text, opted_out_at timestamptz?, version int4,
--      place_name text, zone text, region text, today date, enrolment_id int8?, anchor_date date?, method text,
--      consent_at timestamptz?, consent_name text, state text, thread_id int8?, escalation_id int8?,
--      next_at timestamptz?, next_day int4?, paused_until date?, pause_reason text, lost bool,
--      died_on date?, end_how text, end_reason text, is_child bool
SELECT p.id, p.place_id, p.number, p.given_name, p.family_name, p.sex, p.birth_date, p.birth_estimated,
       p.language, coalesce(ph.e164, ''), p.phone_typed, p.phone_owner, p.phone_owner_name,
       ph.failed_at IS NOT NULL, coalesce(ph.failure, ''),
       coalesce(ph2.e164, ''), p.phone2_typed, p.phone2_owner_name,
       p.guardian_name, p.guardian_relation, p.lives_in, p.note,
       p.opted_out_at, p.version, pl.name, pl.zone, pl.region, (:'now'::timestamptz AT TIME ZONE pl.zone)::date,
       e.id, e.anchor_date, coalesce(e.method, ''), e.consent_at, coalesce(u.name, ''),
       coalesce(e.state, ''), t.id,
       (SELECT min(id) FROM task WHERE patient_id = p.id AND kind = 'escalation' AND open),
       n.due_at, n.day,
       CASE WHEN e.paused_until > (:'now'::timestamptz AT TIME ZONE pl.zone)::date THEN e.paused_until END, coalesce(e.pause_reason, ''),
       EXISTS (SELECT FROM lost l WHERE l.patient_id = p.id AND l.ended_at IS NULL),
       p.died_on, coalesce(e.end_how, ''), coalesce(e.end_reason, ''),
       EXISTS (SELECT FROM child c WHERE c.id = p.id)
  FROM patient p
  JOIN place pl ON pl.id = p.place_id
  LEFT JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN phone ph2 ON ph2.id = p.phone2_id
  LEFT JOIN LATERAL (SELECT * FROM enrolment WHERE patient_id = p.id ORDER BY created_at DESC LIMIT 1) e ON true
  LEFT JOIN app_user u ON u.id = e.consent_by
  LEFT JOIN thread t ON t.patient_id = p.id
  LEFT JOIN LATERAL (SELECT due_at, day FROM reminder WHERE enrolment_id = e.id AND state = 'planned'
	ORDER BY due_at LIMIT 1) n ON true
 WHERE p.id = :id;
