-- What waits, is in doubt, or was given up; the words of a message stay inside.
-- in:  now timestamptz
-- out: many id int8, kind text, place text, state text, attempt int4, due text, reason text
SELECT o.id, o.kind, coalesce(p.name, '-'), o.state, o.attempt,
       to_char(o.run_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), o.reason
  FROM outbox o LEFT JOIN place p ON p.id = o.place_id
 WHERE o.state IN ('unsure', 'leased', 'handed', 'parked') OR (o.state = 'ready' AND o.run_at <= :'now')
 ORDER BY o.state, o.id LIMIT 200;
