-- What he answered on each day, as patient_days.
-- in:  id int8
-- out: many as patient_days
SELECT day, state, reason, asked, answer, message_state, message_reason FROM referral_days(:id);
