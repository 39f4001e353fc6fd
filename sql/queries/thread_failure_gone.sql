-- A text that was held or had failed is not wanted any more: the conversation says so no longer, unless another has.
-- in:  patient_id int8
-- out: none
UPDATE thread SET failed = false WHERE patient_id = :patient_id AND failed AND NOT thread_out_failed(id);
