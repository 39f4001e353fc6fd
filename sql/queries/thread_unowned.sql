-- Texts of a number that nobody's patient has sent yet, as far as we know.
-- in:  thread_id int8
-- out: many id int8, body text, answered bool
SELECT m.id, m.body,
       m.id <= coalesce((SELECT thread_done_until(:thread_id)), 0)
  FROM message m
 WHERE m.thread_id = :thread_id AND m.direction = 'in' AND m.patient_id IS NULL
 ORDER BY m.id DESC
 LIMIT 100;
