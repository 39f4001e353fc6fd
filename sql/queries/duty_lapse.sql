-- What somebody has asked is asked no more: what nobody answered in time, or all of it.
-- in:  user_id int8, all bool, now timestamptz
-- out: none
UPDATE duty_handover SET state = 'withdrawn', answered_at = :'now'
 WHERE from_id = :user_id AND state = 'asked' AND (:all OR good_until <= :'now');
