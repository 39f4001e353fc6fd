-- Two cases are two again, and each has its own.
-- in:  case_id int8
-- out: none
UPDATE referral SET case_id = moved_from, moved_from = NULL WHERE moved_from = :case_id AND ended_at IS NULL;
