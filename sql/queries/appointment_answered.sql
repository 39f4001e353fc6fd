-- Those that stand as they do by this text of his.
-- in:  patient_id int8, message_id int8
-- out: many id int8
SELECT id FROM appointment
 WHERE patient_id = :patient_id AND answer_id = :message_id AND status IN ('confirmed', 'wants-change') ORDER BY id;
