-- What he has said himself about messages since a text that was another's came: his last STOP or START.
-- in:  patient_id int8, message_id int8
-- out: one message_id int8, stop bool
SELECT id, reads = 'stop' FROM (
	SELECT id, at, reads FROM message WHERE patient_id = :patient_id AND direction = 'in' AND id > :message_id
	UNION ALL
	SELECT m.id, m.at, f.reads FROM filing f JOIN message m ON m.id = f.message_id
	 WHERE f.patient_id = :patient_id AND f.also AND f.ended_at IS NULL AND m.id > :message_id) w
 WHERE reads IN ('stop', 'start')
 ORDER BY at DESC, id DESC LIMIT 1;
