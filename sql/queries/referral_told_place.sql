-- Somebody there was told that he comes.
-- in:  id int8, whom text, how text, user_id int8, now timestamptz
-- out: many case_id int8
UPDATE referral SET place_told = :'whom', place_told_how = :'how', place_told_at = :'now', place_told_by = :user_id, version = version + 1
 WHERE id = :id AND ended_at IS NULL
RETURNING case_id;
