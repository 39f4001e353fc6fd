-- Texts with which a person wants to do the same thing, as far as it may be done: send them again, set them aside, call
-- instead; release or drop what is held; ask again what was cut off.  What a colleague has set aside meanwhile stays so.
-- in:  ids int8[], deed text, now timestamptz
-- out: many id int8, who text, body text, quiet bool
SELECT m.id, coalesce(trim(p.given_name || ' ' || p.family_name), ph.e164, ''), m.body,
       coalesce(CASE WHEN pl.quiet_from > pl.quiet_until
           THEN l.clock >= pl.quiet_from OR l.clock < pl.quiet_until
           ELSE l.clock >= pl.quiet_from AND l.clock < pl.quiet_until END, false)
  FROM message m
  LEFT JOIN patient p ON p.id = m.patient_id
  LEFT JOIN phone ph ON ph.id = CASE WHEN m.patient_id IS NULL THEN m.phone_id ELSE p.phone_id END
  LEFT JOIN place pl ON pl.id = m.place_id
  LEFT JOIN outbox o ON o.id = m.outbox_id
  LEFT JOIN checkin k ON k.patient_id = m.patient_id AND k.message_id = m.id AND k.answer = ''
  LEFT JOIN LATERAL (SELECT (:'now'::timestamptz AT TIME ZONE pl.zone)::time AS clock,
                            (:'now'::timestamptz AT TIME ZONE pl.zone)::date AS today) l ON true
 WHERE m.id = ANY (:'ids'::int8[]) AND m.direction = 'out'
   AND CASE :'deed'
       WHEN 'again' THEN ph.id IS NOT NULL AND (m.state = 'failed' OR (m.state = 'unsure' AND o.state = 'parked'))
           AND m.set_aside_at IS NULL AND p.opted_out_at IS NULL AND ph.stopped_at IS NULL
           AND NOT (m.kind = 'checkin' AND (m.at AT TIME ZONE pl.zone)::date <> l.today)
       WHEN 'release' THEN ph.id IS NOT NULL AND o.state = 'held' AND p.opted_out_at IS NULL AND ph.stopped_at IS NULL
       WHEN 'drop' THEN o.state = 'held'
       WHEN 'ask' THEN k.asked_at IS NOT NULL AND m.state IN ('sent', 'delivered') AND m.set_aside_at IS NULL AND p.opted_out_at IS NULL
           AND ph.stopped_at IS NULL AND (k.asked_at AT TIME ZONE pl.zone)::date = l.today
       -- Set aside, or called.
       ELSE m.set_aside_at IS NULL AND (m.state IN ('failed', 'unsure') OR k.asked_at IS NOT NULL) END
 ORDER BY m.at, m.id;
