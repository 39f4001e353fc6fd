-- Texts of a number that nobody's patient has sent yet, as far as we know.
-- in:  thread_id int8
-- out: many id int8, at timestamptz, body text, answered bool
SELECT m.id, m.at, m.body,
       m.id <= greatest(0, (SELECT max(id) FROM message
                             WHERE thread_id = :thread_id AND direction = 'out' AND author_id IS NOT NULL
                               AND state <> 'cancelled'),
                        (SELECT max(about_id) FROM thread_event
                          WHERE thread_id = :thread_id AND what = 'closed'))
  FROM message m
 WHERE m.thread_id = :thread_id AND m.direction = 'in' AND m.patient_id IS NULL
 ORDER BY m.id DESC
 LIMIT 100;
