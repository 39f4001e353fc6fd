-- One conversation, as a page about it alone names it, and when its facility is open next, from
-- tomorrow on and from the day after.
-- in:  thread_id int8, now timestamptz, zone text
-- out: one id int8, names text, e164 text, place_id int8?, zone text, urgency int4, assigned_to int8?,
--      assigned_name text, last_words text, last_direction text, newest int8, act int8, tomorrow_at timestamptz,
--      two_days_at timestamptz
SELECT t.id, thread_names(t.kind, t.phone_id, ph.e164, p.given_name, p.family_name), coalesce(ph.e164, ''), t.place_id,
       coalesce(pl.zone, :'zone'), t.urgency::int4,
       t.assigned_to, coalesce(a.name, ''), t.last_words, t.last_direction,
       coalesce((SELECT max(m.id) FROM message m
                  WHERE m.thread_id = t.id AND m.state <> 'cancelled' AND (m.direction = 'in' OR m.author_id IS NOT NULL)), 0),
       coalesce((SELECT max(e.id) FROM thread_event e WHERE e.thread_id = t.id), 0),
       open_day(t.place_id, :'now', 1, :'zone'), open_day(t.place_id, :'now', 2, :'zone')
  FROM thread t
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN place pl ON pl.id = t.place_id
  LEFT JOIN phone ph ON ph.id = CASE t.kind WHEN 'patient' THEN p.phone_id ELSE t.phone_id END
  LEFT JOIN app_user a ON a.id = t.assigned_to
 WHERE t.id = :thread_id;
