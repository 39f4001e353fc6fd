-- Nobody looks any more for who was said not to have come.
-- in:  id int8, user_id int8, reason text, now timestamptz
-- out: none
UPDATE task t
   SET status = 'cancelled', closed_at = :'now', closed_by = :user_id, outcome = 'needless', outcome_note = :'reason',
       version = t.version + 1, event = 'needless', event_note = :'reason'
  FROM appointment a
 WHERE a.id = :id AND t.patient_id = a.patient_id AND t.kind = 'trace' AND t.open
   AND t.source LIKE 'trace:appointment:' || a.id || ':%';
