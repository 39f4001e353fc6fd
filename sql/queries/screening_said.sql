-- What was asked just now: each conversation shows it, and waits if it waited.  After screening_tell, so that phones are held
-- before conversations, as by whoever takes in what comes.
-- in:  ask_ids int8[], now timestamptz
-- out: none
UPDATE thread t
   SET last_at = :'now', last_message_id = m.id,
       last_direction = CASE WHEN t.state = 'waiting' THEN t.last_direction ELSE 'out' END,
       last_words = CASE WHEN t.state = 'waiting' THEN t.last_words ELSE left(m.body, 160) END
  FROM screening_ask a JOIN message m ON m.id = a.message_id
 WHERE a.id = ANY (:'ask_ids'::int8[]) AND t.id = m.thread_id;
