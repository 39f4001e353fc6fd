-- One handing over, of one's own.
-- in:  id int8
-- out: one from_id int8
SELECT from_id FROM duty_handover WHERE id = :id;
