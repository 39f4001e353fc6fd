-- What waits to leave and should have left, the oldest first; those of one call stand in one line.
-- in:  now timestamptz, most int4
-- out: many id int8, message_id int8?, thread_id int8?, who text, place_name text, zone text, kind text, body text, texts int8,
--      created_at timestamptz, due_at timestamptz, tries int4, reason text, total int8
SELECT o.id, s.message_id, s.thread_id, coalesce(s.who, ''), coalesce(pl.name, ''), coalesce(pl.zone, ''), o.kind, o.body,
       coalesce(s.texts, 0), o.created_at, o.run_at, o.attempt, o.reason, o.total
  FROM (SELECT w.*, count(*) OVER () AS total
          FROM (SELECT o.* FROM unnest(my_places()) AS mine (place_id) JOIN outbox o ON o.place_id = mine.place_id
                 WHERE o.state = 'ready' AND o.run_at <= :'now'
                 UNION ALL
                SELECT * FROM outbox WHERE place_id IS NULL AND state = 'ready' AND run_at <= :'now') w
         ORDER BY w.created_at, w.id LIMIT :most) o
  LEFT JOIN place pl ON pl.id = o.place_id
  LEFT JOIN LATERAL (SELECT min(m.id) AS message_id, min(m.thread_id) AS thread_id, count(*) AS texts,
                            CASE WHEN count(*) = 1 THEN min(coalesce(trim(p.given_name || ' ' || p.family_name), ph.e164)) END AS who
                       FROM message m LEFT JOIN patient p ON p.id = m.patient_id LEFT JOIN phone ph ON ph.id = m.phone_id
                      WHERE m.outbox_id = o.id) s ON true
 ORDER BY o.created_at, o.id;
