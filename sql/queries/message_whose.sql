-- Which conversation a message is in, and whether its day has passed.
-- in:  message_id int8, now timestamptz
-- out: one thread_id int8, author_id int8?, past bool
SELECT m.thread_id, m.author_id,
       coalesce(m.kind = 'checkin' AND (m.at AT TIME ZONE pl.zone)::date <> (:'now'::timestamptz AT TIME ZONE pl.zone)::date,
                false)
  FROM message m LEFT JOIN place pl ON pl.id = m.place_id
 WHERE m.id = :message_id;
