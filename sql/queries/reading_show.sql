-- How a text was read, by whose words or by whom, and the day whose question it answers or may answer.
-- in:  message_id int8, hours int4
-- out: one id int8, thread_id int8, patient_id int8, body text, at timestamptz, reads text, urgency int4, sign text,
--      matched text, why int4, question text, read_by text, refiled_by text, name text, zone text, day int4?,
--      answer text, answers bool
SELECT m.id, m.thread_id, m.patient_id, m.body, m.at, m.reads, m.urgency::int4, m.sign, m.matched, m.why::int4, m.question,
       m.read_by, coalesce(u.name, ''), trim(p.given_name || ' ' || p.family_name), pl.zone,
       c.day, coalesce(c.answer, ''), (c.answer_message_id = m.id) IS TRUE
  FROM message m
  JOIN patient p ON p.id = m.patient_id
  JOIN place pl ON pl.id = p.place_id
  LEFT JOIN app_user u ON u.id = m.refiled_by
  LEFT JOIN LATERAL (SELECT day, answer, answer_message_id FROM checkin
                      WHERE patient_id = m.patient_id
                        AND (answer_message_id = m.id
                             OR (asked_at <= m.at + interval '1 minute' AND asked_at > m.at - make_interval(hours => :hours)))
                      ORDER BY (answer_message_id = m.id) IS TRUE DESC, asked_at DESC LIMIT 1) c ON true
 WHERE m.id = :message_id AND m.direction = 'in';
