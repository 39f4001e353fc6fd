-- Automatic texts to a patient, and those to several, that have not left do not leave any more.
-- in:  patient_id int8, reason text, now timestamptz
-- out: none
WITH waiting AS (
	SELECT o.id, o.kind, m.id AS message_id
	  FROM thread t
	  JOIN message m ON m.thread_id = t.id AND m.patient_id = t.patient_id
	  JOIN outbox o ON o.id = m.outbox_id
	 WHERE t.patient_id = :patient_id AND (m.author_id IS NULL OR m.to_several) AND m.state IN ('held', 'queued') AND o.state IN ('ready', 'held')
	   FOR UPDATE OF o
), gone AS (
	UPDATE outbox o SET state = 'cancelled', reason = :'reason', finished_at = :'now'
	  FROM waiting w WHERE o.id = w.id AND w.kind <> 'checkin'
)
UPDATE message m SET state = 'cancelled', reason = :'reason' FROM waiting w WHERE m.id = w.message_id;
