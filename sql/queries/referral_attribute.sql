-- The case of a number becomes a man's: its referral too.
-- in:  message_id int8, patient_id int8
-- out: none
UPDATE referral r SET place_id = t.place_id, patient_id = t.patient_id, who = t.who
  FROM task t
 WHERE t.id = r.case_id AND r.patient_id IS NULL AND r.ended_at IS NULL AND t.patient_id = :patient_id
   AND t.source = 'escalation:message:' || :message_id;
