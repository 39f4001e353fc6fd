-- Whom a tracing task is about, and how he can be reached.
-- in:  task_id int8, now timestamptz
-- out: one id int8, version int4, open bool, place_id int8, zone text, words text, patient_id int8, thread_id int8?, enrolment_id int8,
--      given_name text, family_name text, number text, anchor_date date, birth_date date, last_sign_at timestamptz?, starts_at timestamptz,
--      due_at timestamptz, owner_id int8?, owner text, e164 text, phone_owner text, phone_owner_name text, phone2 text,
--      phone2_owner_name text, guardian_name text, lives_in text, note text, opted_out bool, tomorrow_at timestamptz,
--      three_days_at timestamptz, cases int8
SELECT t.id, t.version, t.open, t.place_id, pl.zone, t.words, p.id, t.thread_id, e.id, p.given_name, p.family_name, p.number,
       e.anchor_date, p.birth_date, e.last_sign_at, t.starts_at, t.due_at, t.owner_id, coalesce(o.name, ''), coalesce(h.e164, ''),
       p.phone_owner, p.phone_owner_name, coalesce(h2.e164, ''), p.phone2_owner_name, p.guardian_name, p.lives_in, p.note,
       p.opted_out_at IS NOT NULL, open_day(t.place_id, :'now', 1, pl.zone), open_day(t.place_id, :'now', 3, pl.zone),
       (SELECT count(*) FROM task c WHERE c.patient_id = p.id AND c.open AND c.kind = 'escalation')
  FROM task t
  JOIN place pl ON pl.id = t.place_id
  JOIN patient p ON p.id = t.patient_id
  JOIN enrolment e ON e.patient_id = p.id AND e.latest
  LEFT JOIN app_user o ON o.id = t.owner_id
  LEFT JOIN phone h ON h.id = p.phone_id
  LEFT JOIN phone h2 ON h2.id = p.phone2_id
 WHERE t.id = :task_id AND t.kind = 'trace';
