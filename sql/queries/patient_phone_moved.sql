-- After a number was corrected: an automatic text that has not left does not leave; a person's words and a check-in go to
-- the new number; and the conversation goes on with it.
-- in:  patient_id int8, phone_id int8, now timestamptz
-- out: none
WITH waiting AS (
	SELECT o.id, o.kind, m.id AS message_id, m.author_id IS NOT NULL OR o.kind = 'checkin' AS goes_on
	  FROM thread t
	  JOIN message m ON m.thread_id = t.id AND m.patient_id = t.patient_id
	  JOIN outbox o ON o.id = m.outbox_id
	 WHERE t.patient_id = :patient_id AND m.direction = 'out' AND m.phone_id <> :phone_id
	   AND m.state IN ('held', 'queued') AND o.state IN ('ready', 'held')
	   FOR UPDATE OF o
), gone AS (
	UPDATE outbox o SET state = 'cancelled', reason = 'number corrected', finished_at = :'now'
	  FROM waiting w WHERE o.id = w.id AND NOT w.goes_on
), redirected AS (
	UPDATE outbox o SET phone_id = :phone_id
	  FROM waiting w WHERE o.id = w.id AND w.goes_on AND w.kind = 'text'
), told AS (
	UPDATE message m
	   SET phone_id = CASE WHEN w.goes_on THEN :phone_id ELSE m.phone_id END,
	       state = CASE WHEN w.goes_on THEN m.state ELSE 'cancelled' END,
	       reason = CASE WHEN w.goes_on THEN m.reason ELSE 'number corrected' END
	  FROM waiting w WHERE m.id = w.message_id
)
UPDATE thread SET phone_id = :phone_id, failed = false WHERE patient_id = :patient_id;
