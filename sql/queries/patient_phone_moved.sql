-- After a number was corrected: what has not left yet does not go to the old one,
-- and the conversation goes on with the new one.
-- in:  patient_id int8, phone_id int8, now timestamptz
-- out: none
WITH gone AS (
	UPDATE outbox o SET state = 'cancelled', reason = 'number corrected', finished_at = :'now'
	  FROM message m
	 WHERE m.outbox_id = o.id AND m.patient_id = :patient_id AND m.direction = 'out'
	   AND o.kind = 'text' AND o.state IN ('ready', 'parked') AND o.phone_id <> :phone_id
	RETURNING o.id
), undone AS (
	UPDATE message SET state = 'cancelled', reason = 'number corrected'
	 WHERE outbox_id IN (SELECT id FROM gone) AND state IN ('held', 'queued', 'unsure')
)
UPDATE thread SET phone_id = :phone_id, failed = false WHERE patient_id = :patient_id;
