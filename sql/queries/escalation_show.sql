-- One case: whose it is, what was said, how far it is.
-- in:  task_id int8, zone text
-- out: one id int8, version int4, open bool, who text, words text, patient_id int8?, thread_id int8?, enrolment_id int8?,
--      place_name text, zone text, owner_id int8?, owner text, decided_at timestamptz?, decided_by text, decider_id int8?,
--      outcome text, event text, grade text, mark text, notifiable bool, refer_to text, decision_note text, closed_at timestamptz?,
--      closed_by text, closer_id int8?, merged_into int8?, claimed_at timestamptz?, number text, birth_date date?, anchor_date date?, e164 text,
--      guardian_name text, said text, said_at timestamptz?
SELECT t.id, t.version, t.open, t.who, t.words, t.patient_id, t.thread_id, t.enrolment_id,
       coalesce(pl.name, ''), coalesce(pl.zone, :'zone'),
       t.owner_id, coalesce(o.name, ''), e.decided_at, coalesce(d.name, ''),
       e.decided_by, e.outcome, e.event, e.grade, e.mark, e.notifiable, e.refer_to, e.note, t.closed_at, coalesce(c.name, ''),
       t.closed_by, e.merged_into,
       (SELECT max(at) FROM task_event v WHERE v.task_id = t.id AND v.what = 'claimed' AND t.owner_id = v.user_id),
       coalesce(p.number, ''), p.birth_date, t.anchor_date, coalesce(ph.e164, ''), coalesce(p.guardian_name, ''),
       coalesce(m.body, ''), m.at
  FROM task t
  JOIN escalation e ON e.task_id = t.id
  LEFT JOIN place pl ON pl.id = t.place_id
  LEFT JOIN app_user o ON o.id = t.owner_id
  LEFT JOIN app_user d ON d.id = e.decided_by
  LEFT JOIN app_user c ON c.id = t.closed_by
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN thread th ON th.id = t.thread_id
  LEFT JOIN phone ph ON ph.id = CASE WHEN p.phone_id IS NOT NULL THEN p.phone_id ELSE th.phone_id END
  LEFT JOIN message m ON m.id = e.message_id
 WHERE t.id = :task_id;
