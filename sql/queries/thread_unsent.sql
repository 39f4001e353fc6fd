-- What has not left for a patient, or for one number of his, does not leave: automatic texts, check-ins and a person's words.
-- in:  patient_id int8, phone_id int8?, reason text, now timestamptz
-- out: many message_id int8, author_id int8?, to_several bool
WITH waiting AS (
	SELECT o.id, o.kind, m.id AS message_id
	  FROM thread t
	  JOIN message m ON m.thread_id = t.id AND m.patient_id = t.patient_id
	  JOIN outbox o ON o.id = m.outbox_id
	 WHERE t.patient_id = :patient_id AND m.phone_id = coalesce(:phone_id, m.phone_id) AND m.direction = 'out' AND m.state IN ('held', 'queued')
	   AND o.state = 'ready'
	   FOR UPDATE OF o
), gone AS (
	UPDATE outbox o SET state = 'cancelled', reason = :'reason', finished_at = :'now'
	  FROM waiting w WHERE o.id = w.id AND w.kind <> 'checkin'
)
UPDATE message m SET state = 'cancelled', reason = :'reason' FROM waiting w WHERE m.id = w.message_id
RETURNING m.id, m.author_id, m.to_several;
