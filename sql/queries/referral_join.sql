-- The case goes on in another: its referral with it, unless that has one.
-- in:  case_id int8, into_id int8
-- out: none
UPDATE referral r SET case_id = :into_id, moved_from = :case_id
 WHERE r.case_id = :case_id AND r.ended_at IS NULL
   AND NOT EXISTS (SELECT FROM referral o WHERE o.case_id = :into_id AND o.ended_at IS NULL);
