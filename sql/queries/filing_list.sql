-- With whom a text is filed: first the one in whose conversation it stands.
-- in:  message_id int8
-- out: many patient_id int8, name text, thread_id int8, also bool, how text, at timestamptz?, by text
SELECT p.id, trim(p.given_name || ' ' || p.family_name), t.id, m.patient_id IS DISTINCT FROM p.id, coalesce(f.how, ''), f.at,
       coalesce(u.name, '')
  FROM message m
  JOIN patient p ON p.id = m.patient_id
    OR EXISTS (SELECT FROM filing f WHERE f.message_id = m.id AND f.patient_id = p.id AND f.ended_at IS NULL)
  JOIN thread t ON t.patient_id = p.id
  LEFT JOIN filing f ON f.message_id = m.id AND f.patient_id = p.id AND f.ended_at IS NULL
  LEFT JOIN app_user u ON u.id = f.user_id
 WHERE m.id = :message_id
 ORDER BY 4, p.id;
