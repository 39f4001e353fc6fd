-- Snoozed threads whose time has come wait again.
-- in:  now timestamptz
-- out: none
UPDATE thread SET state = 'waiting', waiting_since = snoozed_until, snoozed_until = NULL
 WHERE state = 'snoozed' AND snoozed_until <= :'now';
