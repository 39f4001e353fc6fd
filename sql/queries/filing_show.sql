-- One text that came in, held: whose it is, or nobody's.
-- in:  message_id int8
-- out: one thread_id int8, patient_id int8?, phone_id int8, place_id int8?, e164 text, body text, at timestamptz, reads text, zone text
SELECT m.thread_id, m.patient_id, m.phone_id, m.place_id, coalesce(ph.e164, ''), m.body, m.at, m.reads, coalesce(pl.zone, '')
  FROM message m
  LEFT JOIN phone ph ON ph.id = m.phone_id
  LEFT JOIN place pl ON pl.id = m.place_id
 WHERE m.id = :message_id AND m.direction = 'in';
