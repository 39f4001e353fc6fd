-- What he answered on each day, as patient_days; what his facility has switched off is not told elsewhere.
-- in:  id int8
-- out: many as patient_days
SELECT day, state, reason, asked, answer, message_state, message_reason, false FROM referral_days(:id);
