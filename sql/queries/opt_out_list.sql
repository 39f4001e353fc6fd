-- Who stopped a patient's messages, when, why and until when; the last first.
-- in:  patient_id int8
-- out: many at timestamptz, how text, who text, reason text, note text, words text, ended_at timestamptz?, ended_who text
SELECT o.at, o.how, coalesce(u.name, ''), o.reason, o.note, coalesce(m.body, ''), o.ended_at, coalesce(v.name, '')
  FROM opt_out o
  LEFT JOIN app_user u ON u.id = o.user_id
  LEFT JOIN app_user v ON v.id = o.ended_by
  LEFT JOIN message m ON m.id = o.message_id
 WHERE o.patient_id = :patient_id
 ORDER BY o.at DESC, o.id DESC LIMIT 50;
