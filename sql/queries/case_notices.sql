-- Who was told of a case, and when; in the order in which it was.
-- in:  task_id int8
-- out: many clock text, step int4, name text, why text, at timestamptz, seen_at timestamptz?, mailed text, texted text
SELECT n.clock, n.step, coalesce(u.name, ''), n.why, n.at, n.seen_at,
       coalesce((SELECT CASE WHEN bool_or(m.state = 'sent') THEN 'sent' WHEN bool_or(m.state IN ('ready', 'leased')) THEN 'ready'
                             ELSE min(m.state) END FROM mail_of_case(n.id) m), ''),
       coalesce((SELECT m.state FROM message m WHERE m.id = n.message_id), '')
  FROM case_notice n LEFT JOIN app_user u ON u.id = n.user_id
 WHERE n.task_id = :task_id
 ORDER BY n.at, n.id LIMIT 100;
