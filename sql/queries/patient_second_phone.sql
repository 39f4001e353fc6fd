-- The number that a patient also writes from, if he has none beside his own yet and it is not somebody else's now.
-- in:  patient_id int8, thread_id int8
-- out: none
UPDATE patient p
   SET phone2_id = ph.id, phone2_typed = ph.e164, version = p.version + 1
  FROM thread t JOIN phone ph ON ph.id = t.phone_id
 WHERE p.id = :patient_id AND t.id = :thread_id AND t.ended_at IS NULL AND p.phone2_id IS NULL AND p.phone_id IS DISTINCT FROM ph.id;
