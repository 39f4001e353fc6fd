-- The number of a thread that belongs to nobody yet, and is not over.
-- in:  thread_id int8
-- out: one e164 text
SELECT ph.e164 FROM thread t JOIN phone ph ON ph.id = t.phone_id
 WHERE t.id = :thread_id AND t.patient_id IS NULL AND t.ended_at IS NULL;
