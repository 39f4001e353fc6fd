-- Texts that a person wants to send again, as far as they may be.
-- in:  ids int8[], now timestamptz
-- out: many id int8, who text, body text, quiet bool
SELECT m.id, coalesce(trim(p.given_name || ' ' || p.family_name), ph.e164, ''), m.body,
       coalesce(CASE WHEN pl.quiet_from > pl.quiet_until
           THEN l.clock >= pl.quiet_from OR l.clock < pl.quiet_until
           ELSE l.clock >= pl.quiet_from AND l.clock < pl.quiet_until END, false)
  FROM message m
  LEFT JOIN patient p ON p.id = m.patient_id
  LEFT JOIN phone ph ON ph.id = CASE WHEN p.phone_id IS NOT NULL THEN p.phone_id ELSE m.phone_id END
  LEFT JOIN place pl ON pl.id = m.place_id
  LEFT JOIN outbox o ON o.id = m.outbox_id
  LEFT JOIN LATERAL (SELECT (:'now'::timestamptz AT TIME ZONE pl.zone)::time AS clock) l ON true
 WHERE m.id = ANY (:'ids'::int8[]) AND m.direction = 'out'
   AND (m.state = 'failed' OR (m.state = 'unsure' AND o.state = 'parked'))
   AND p.opted_out_at IS NULL AND ph.stopped_at IS NULL
   AND NOT (m.kind = 'checkin'
            AND (m.at AT TIME ZONE pl.zone)::date <> (:'now'::timestamptz AT TIME ZONE pl.zone)::date)
 ORDER BY m.at, m.id;
