-- Whoever got it has been tried by a text message.
-- in:  mailing_id int8, now timestamptz, user_id int8
-- out: none
INSERT INTO trace_attempt (place_id, patient_id, task_id, at, user_id, method, result)
SELECT p.place_id, p.id, t.id, :'now', :user_id, 'text', 'sent'
  FROM mailing m
  JOIN mailing_person mp ON mp.mailing_id = m.id
  JOIN patient p ON p.id = mp.patient_id
 CROSS JOIN LATERAL (SELECT x.id FROM task x WHERE x.patient_id = p.id AND x.open AND x.kind = 'trace' ORDER BY x.id LIMIT 1) t
 WHERE m.id = :mailing_id AND m.traces AND mp.message_id IS NOT NULL;
