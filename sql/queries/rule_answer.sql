-- What this user has asked about a patient, and the last answer.
-- in:  patient_id int8
-- out: one waits bool, answered_at timestamptz?, answer text
SELECT answered < asked, answered_at, coalesce(answer::text, '')
  FROM rule_question WHERE patient_id = :patient_id AND asked_by = my_id();
