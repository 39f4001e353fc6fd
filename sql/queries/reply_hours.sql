-- The quiet hours of a conversation's facility, and when he wrote last.
-- in:  thread_id int8
-- out: one quiet_from text, quiet_until text, zone text, heard_at timestamptz?
SELECT coalesce(to_char(pl.quiet_from, 'HH24:MI'), ''), coalesce(to_char(pl.quiet_until, 'HH24:MI'), ''), coalesce(pl.zone, 'UTC'),
       (SELECT max(m.at) FROM message m WHERE m.thread_id = t.id AND m.direction = 'in')
  FROM thread t LEFT JOIN place pl ON pl.id = t.place_id
 WHERE t.id = :thread_id;
