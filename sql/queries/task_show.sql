-- One task with the client and the phone it is about.
-- in:  task_id int8, now timestamptz, zone text
-- out: one id int8, version int4, open bool, kind text, priority int4, who text, words text, source text,
--      patient_id int8?, thread_id int8?, enrolment_id int8?, place_id int8?, place_name text, zone text,
--      owner_id int8?, owner text, created_at timestamptz, starts_at timestamptz, due_at timestamptz,
--      closed_at timestamptz?, closed_by text, outcome text, outcome_note text, tries int4, tomorrow_at timestamptz,
--      three_days_at timestamptz, status text, number text, anchor_date date?, e164 text, phone_owner_name text,
--      phone2 text, phone2_owner_name text, guardian_name text, lives_in text, note text, opted_out bool, said text,
--      said_at timestamptz?, said_urgency int4, others int4, rule text, title text, label text
SELECT t.id, t.version, t.open, t.kind, t.priority::int4, t.who, t.words, t.source, t.patient_id, t.thread_id,
       coalesce(t.enrolment_id, e.id), t.place_id, coalesce(pl.name, ''), coalesce(pl.zone, :'zone'),
       t.owner_id, coalesce(o.name, ''), t.created_at, t.starts_at, t.due_at, t.closed_at, coalesce(c.name, ''),
       CASE WHEN t.outcome = '' AND t.status <> 'completed' AND NOT t.open THEN t.status ELSE t.outcome END,
       CASE WHEN t.outcome_note = '' AND t.outcome = '' AND NOT t.open THEN coalesce(t.status_reason, '') ELSE t.outcome_note END,
       (SELECT count(*)::int4 FROM task_event v WHERE v.task_id = t.id AND v.what = 'not-reached'),
       open_day(t.place_id, :'now', 1, :'zone'),
       open_day(t.place_id, :'now', 3, :'zone'), t.status,
       coalesce(p.number, ''), coalesce(e.anchor_date, t.anchor_date),
       coalesce(nullif(t.dial, ''), ph.e164, ''), coalesce(p.phone_owner_name, ''), coalesce(ph2.e164, ''),
       coalesce(p.phone2_owner_name, ''), coalesce(p.guardian_name, ''), coalesce(p.lives_in, ''),
       coalesce(p.note, ''), coalesce(p.opted_out_at IS NOT NULL, false),
       coalesce(m.body, ''), m.at, coalesce(m.urgency, 0)::int4,
       (SELECT count(*)::int4 FROM task x WHERE x.open AND x.id <> t.id AND x.kind <> 'escalation'
           AND x.patient_id = t.patient_id),
       coalesce(t.rule, ''), coalesce(t.title, ''), coalesce(t.label, '')
  FROM task t
  LEFT JOIN place pl ON pl.id = t.place_id
  LEFT JOIN app_user o ON o.id = t.owner_id
  LEFT JOIN app_user c ON c.id = t.closed_by
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN thread th ON th.id = t.thread_id
  LEFT JOIN phone ph ON ph.id = CASE WHEN p.phone_id IS NOT NULL THEN p.phone_id ELSE th.phone_id END
  LEFT JOIN phone ph2 ON ph2.id = p.phone2_id
  LEFT JOIN LATERAL (SELECT id, anchor_date FROM enrolment x WHERE x.patient_id = t.patient_id
                      ORDER BY (x.state = 'active') DESC, x.created_at DESC LIMIT 1) e ON true
  LEFT JOIN LATERAL (SELECT body, at, urgency FROM message x
                      WHERE x.thread_id = t.thread_id AND x.direction = 'in' AND x.reads NOT IN ('fine', 'courtesy')
                      ORDER BY x.at DESC, x.id DESC LIMIT 1) m ON true
 WHERE t.id = :task_id AND t.kind <> 'escalation';
