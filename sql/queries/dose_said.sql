-- What was told of doses just now: each conversation shows it, and waits if it waited.  After dose_tell, so that phones are held
-- before conversations, as by whoever takes in what comes.
-- in:  reminder_ids int8[], now timestamptz
-- out: none
UPDATE thread t
   SET last_at = :'now', last_message_id = m.id,
       last_direction = CASE WHEN t.state = 'waiting' THEN t.last_direction ELSE 'out' END,
       last_words = CASE WHEN t.state = 'waiting' THEN t.last_words ELSE left(m.body, 160) END
  FROM dose_reminder r JOIN message m ON m.id = r.message_id
 WHERE r.id = ANY (:'reminder_ids'::int8[]) AND t.id = m.thread_id;
