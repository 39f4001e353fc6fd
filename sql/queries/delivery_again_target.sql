-- A text that a person wants to send again, and when it may leave; ask after thread_lock.
-- in:  message_id int8, now timestamptz
-- out: one author_id int8?, question bool, past bool, phone_id int8?, stopped bool, quiet_from text, quiet_until text, zone text,
--      heard_at timestamptz?
SELECT m.author_id, m.kind = 'checkin',
       coalesce(m.kind = 'checkin' AND (m.at AT TIME ZONE pl.zone)::date <> (:'now'::timestamptz AT TIME ZONE pl.zone)::date, false),
       ph.id, p.opted_out_at IS NOT NULL OR ph.stopped_at IS NOT NULL OR t.ended_at IS NOT NULL,
       coalesce(to_char(pl.quiet_from, 'HH24:MI'), ''), coalesce(to_char(pl.quiet_until, 'HH24:MI'), ''), coalesce(pl.zone, 'UTC'),
       (SELECT max(h.at) FROM message h WHERE h.thread_id = m.thread_id AND h.direction = 'in')
  FROM message m
  JOIN thread t ON t.id = m.thread_id
  LEFT JOIN patient p ON p.id = coalesce(m.patient_id, t.patient_id)
  LEFT JOIN phone ph ON ph.id = CASE WHEN p.id IS NULL THEN m.phone_id ELSE p.phone_id END
  LEFT JOIN place pl ON pl.id = m.place_id
 WHERE m.id = :message_id AND m.direction = 'out';
