-- A note is withdrawn by whoever wrote it or by a supervisor, and put back by whoever withdrew it.
-- in:  note_id int8, user_id int8, supervisor bool, withdrawn bool, now timestamptz
-- out: one thread_id int8
UPDATE thread_note
   SET withdrawn_at = CASE WHEN :withdrawn THEN :'now'::timestamptz END,
       withdrawn_by = CASE WHEN :withdrawn THEN :user_id::int8 END, version = version + 1
 WHERE id = :note_id
   AND CASE WHEN :withdrawn THEN withdrawn_at IS NULL AND (user_id = :user_id OR :supervisor)
       ELSE withdrawn_by = :user_id END
RETURNING thread_id;
