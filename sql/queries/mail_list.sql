-- The latest mails, and what became of each.
-- in:
-- out: many id int8, what text, name text, subject text, state text, attempt int4, reason text, created_at timestamptz,
--      run_at timestamptz
SELECT m.id, m.what, coalesce(p.name, u.name), m.subject, m.state, m.attempt, m.reason, m.created_at, m.run_at
  FROM mail m LEFT JOIN mail_person p ON p.id = m.person_id LEFT JOIN app_user u ON u.id = m.user_id
 ORDER BY m.id DESC LIMIT 50;
