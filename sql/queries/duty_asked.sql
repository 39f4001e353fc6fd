-- What is asked and not answered, by whoever asks or of her.
-- in:  now timestamptz
-- out: many id int8, from_id int8, from_name text, to_name text, note text, asked_at timestamptz, cases int8
SELECT h.id, h.from_id, f.name, o.name, h.note, h.asked_at,
       (SELECT count(*) FROM duty_handover_case c WHERE c.handover_id = h.id)
  FROM duty_handover h JOIN app_user f ON f.id = h.from_id JOIN app_user o ON o.id = h.to_id
 WHERE h.state = 'asked' AND h.good_until > :'now' AND my_id() IN (h.from_id, h.to_id)
 ORDER BY h.asked_at, h.id;
