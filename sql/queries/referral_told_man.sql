-- He was told where to go, or could not be.
-- in:  id int8, how text, user_id int8, now timestamptz
-- out: many case_id int8
UPDATE referral SET man_told = :'how', man_told_at = :'now', man_told_by = :user_id, version = version + 1
 WHERE id = :id AND ended_at IS NULL
RETURNING case_id;
