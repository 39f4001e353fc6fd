-- The task of those at another facility of ours.
-- in:  id int8, words text, priority int4, now timestamptz
-- out: one task_id int8?
SELECT referral_ask(:id, :'words', :priority, :'now');
