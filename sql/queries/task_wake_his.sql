-- A man wrote: what was put off about him is to be done now.
-- in:  patient_id int8, now timestamptz
-- out: none
UPDATE task
   SET status = held_status, starts_at = least(starts_at, :'now'), version = version + 1,
       event = 'woken', event_note = 'A message came.'
 WHERE patient_id = :patient_id AND wakes_at IS NOT NULL;
