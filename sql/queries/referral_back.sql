-- The referral that ended when the case was merged is one again, with its task.
-- in:  case_id int8
-- out: none
SELECT referral_back(:case_id);
