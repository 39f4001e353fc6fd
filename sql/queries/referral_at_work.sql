-- Whether somebody has begun the task of a referral, or said what came of it.
-- in:  id int8
-- out: one yes bool
SELECT referral_at_work(:id);
