-- Texts that are held because they are too old, the oldest first.
-- in:  most int4
-- out: many id int8, thread_id int8, patient_id int8?, who text, e164 text, place_name text, zone text, body text,
--      author text, written_at timestamptz, stopped bool, moved bool, total int8
SELECT m.id, m.thread_id, m.patient_id, coalesce(trim(p.given_name || ' ' || p.family_name), ''), coalesce(ph.e164, ''),
       coalesce(pl.name, ''), coalesce(pl.zone, ''), m.body, coalesce(u.name, ''), o.created_at,
       p.opted_out_at IS NOT NULL OR ph.stopped_at IS NOT NULL, coalesce(p.phone_id <> o.phone_id, false),
       count(*) OVER ()
  FROM (SELECT o.* FROM unnest(my_places()) AS mine (place_id) JOIN outbox o ON o.place_id = mine.place_id
         WHERE o.state = 'held'
         UNION ALL
        SELECT * FROM outbox WHERE place_id IS NULL AND state = 'held') o
  JOIN message m ON m.outbox_id = o.id
  LEFT JOIN patient p ON p.id = m.patient_id
  LEFT JOIN phone ph ON ph.id = coalesce(p.phone_id, m.phone_id)
  LEFT JOIN place pl ON pl.id = m.place_id
  LEFT JOIN app_user u ON u.id = m.author_id
 ORDER BY o.created_at, o.id LIMIT :most;
