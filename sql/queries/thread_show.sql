-- One conversation, with what this user left in it.
-- in:  thread_id int8, user_id int8
-- out: one id int8, kind text, place_id int8?, place_name text, zone text, patient_id int8?, names text,
--      phone_id int8?, e164 text, stopped_at timestamptz?, wrong_number bool,
--      opted_out_at timestamptz?, opted_out_how text, state text, waiting_since timestamptz?,
--      urgency int4, assigned_to int8?, assigned_name text, not_patient bool, newest int8,
--      draft text, draft_at timestamptz?
SELECT t.id, t.kind, t.place_id, coalesce(pl.name, ''), coalesce(pl.zone, ''), t.patient_id,
       thread_names(t.kind, t.phone_id, p.given_name, p.family_name),
       ph.id, coalesce(ph.e164, ''), ph.stopped_at,
       coalesce(ph.failed_at IS NOT NULL AND delivery_reason('failed', ph.failure) = 'number', false),
       p.opted_out_at, coalesce(p.opted_out_how, ''), t.state, t.waiting_since,
       t.urgency::int4, t.assigned_to, coalesce(a.name, ''), t.not_patient,
       coalesce((SELECT max(m.id) FROM message m
                  WHERE m.thread_id = t.id AND m.state <> 'cancelled'
                    AND (m.direction = 'in' OR m.author_id IS NOT NULL)), 0),
       coalesce(d.body, ''), d.saved_at
  FROM thread t
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN place pl ON pl.id = t.place_id
  LEFT JOIN phone ph ON ph.id = CASE t.kind WHEN 'patient' THEN p.phone_id ELSE t.phone_id END
  LEFT JOIN app_user a ON a.id = t.assigned_to
  LEFT JOIN draft d ON d.thread_id = t.id AND d.user_id = :user_id
 WHERE t.id = :thread_id;
