-- Nothing more of it is told.  Whoever tells one just now is waited for.
-- in:  id int8, reason text
-- out: none
UPDATE appointment_reminder SET state = 'skipped', reason = :'reason' WHERE appointment_id = :id AND state = 'planned';
