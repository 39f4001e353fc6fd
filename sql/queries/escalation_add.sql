-- The clocks of a new case.
-- in:  task_id int8, place_id int8?, patient_id int8?, severity text, sign text, message_id int8?,
--      raised_by int8?, now timestamptz, first_due timestamptz, decide_due timestamptz
-- out: none
INSERT INTO escalation (task_id, place_id, patient_id, severity, sign, message_id, raised_by, raised_at, first_due, decide_due)
VALUES (:task_id, :place_id, :patient_id, :'severity', :'sign', :message_id, :raised_by, :'now', :'first_due', :'decide_due');
