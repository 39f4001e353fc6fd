-- The task of a referral is not wanted any more, wherever it is.
-- in:  id int8, user_id int8?, reason text, now timestamptz
-- out: none
SELECT referral_task_end(:id, :user_id, :'reason', :'now');
