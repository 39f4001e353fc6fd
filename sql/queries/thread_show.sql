-- One conversation, with what this user left in it.
-- in:  thread_id int8, user_id int8, now timestamptz
-- out: one id int8, kind text, place_name text, zone text, patient_id int8?, names text, phone_id int8?, e164 text,
--      stopped_at timestamptz?, wrong_number bool, opted_out_at timestamptz?, opted_out_how text, state text,
--      waiting_since timestamptz?, assigned_to int8?, assigned_name text, not_patient bool, newest int8, draft text,
--      draft_at timestamptz?, act int8, snoozed_until timestamptz?, snooze_reason text, snoozed_by text, flow text,
--      talk_until timestamptz?, taken text, ended_at timestamptz?, died bool
SELECT t.id, t.kind, coalesce(pl.name, ''), coalesce(pl.zone, ''), t.patient_id,
       thread_names(t.kind, t.phone_id, ph.e164, p.given_name, p.family_name),
       ph.id, coalesce(ph.e164, ''), ph.stopped_at,
       coalesce(ph.failed_at IS NOT NULL AND delivery_reason('failed', ph.failure) = 'number', false),
       p.opted_out_at, coalesce(p.opted_out_how, ''), t.state, t.waiting_since, t.assigned_to, coalesce(a.name, ''), t.not_patient,
       coalesce((SELECT max(m.id) FROM message m
                  WHERE m.thread_id = t.id AND m.state <> 'cancelled'
                    AND (m.direction = 'in' OR m.author_id IS NOT NULL)), 0),
       coalesce(d.body, ''), d.saved_at,
       coalesce((SELECT max(e.id) FROM thread_event e WHERE e.thread_id = t.id), 0),
       t.snoozed_until, t.snooze_reason, coalesce(s.name, ''),
       coalesce(thread_flow_waiting(t.id, ph.id, :'now'), ''),
       -- What comes from his shared phone is taken to be his so long.
       (SELECT max(k.until) FROM phone_talk k
         WHERE k.patient_id = t.patient_id AND k.until > :'now'
           AND NOT EXISTS (SELECT FROM phone_talk n WHERE n.phone_id = k.phone_id AND n.since > k.since)),
       -- The number that he had, while he has none.
       coalesce((SELECT f.e164 FROM phone_past f WHERE f.patient_id = t.patient_id AND p.phone_id IS NULL AND f.why = 'gone'
                  ORDER BY f.id DESC LIMIT 1), ''),
       t.ended_at, p.died_on IS NOT NULL
  FROM thread t
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN place pl ON pl.id = t.place_id
  LEFT JOIN phone ph ON ph.id = CASE t.kind WHEN 'patient' THEN p.phone_id ELSE t.phone_id END
  LEFT JOIN app_user a ON a.id = t.assigned_to
  LEFT JOIN app_user s ON s.id = CASE WHEN t.state = 'snoozed' THEN t.snoozed_by END
  LEFT JOIN draft d ON d.thread_id = t.id AND d.user_id = :user_id
 WHERE t.id = :thread_id;
