-- The visit or the handed-back task of a case is no longer wanted.
-- in:  task_id int8, user_id int8, reason text, now timestamptz
-- out: none
UPDATE task
   SET status = 'cancelled', closed_at = :'now', closed_by = :user_id, outcome = 'needless', outcome_note = :'reason',
       version = version + 1, event = 'needless', event_note = :'reason'
 WHERE open AND kind IN ('visit', 'handed-back')
   AND (split_part(source, ':', 2) = :task_id::text OR split_part(emission, '-', 2) = :task_id::text AND emission LIKE 'decision-%')
   AND patient_id IS NOT DISTINCT FROM (SELECT patient_id FROM task WHERE id = :task_id);
