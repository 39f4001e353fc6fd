-- What was told of appointments just now: each conversation shows it, and waits if it waited.  After appointment_tell, so that
-- phones are held before conversations, as by whoever takes in what comes.
-- in:  reminder_ids int8[], now timestamptz
-- out: none
UPDATE thread t
   SET last_at = :'now', last_message_id = m.id,
       last_direction = CASE WHEN t.state = 'waiting' THEN t.last_direction ELSE 'out' END,
       last_words = CASE WHEN t.state = 'waiting' THEN t.last_words ELSE left(m.body, 160) END
  FROM (SELECT DISTINCT ON (m.thread_id) m.thread_id, m.id, m.body
          FROM appointment_reminder r JOIN message m ON m.id = r.message_id
         WHERE r.id = ANY (:'reminder_ids'::int8[])
         ORDER BY m.thread_id, m.id DESC) m
 WHERE t.id = m.thread_id;
