-- Texts of the schedule of one enrolment that have not left do not leave any more.
-- in:  enrolment_id int8, reason text, now timestamptz
-- out: none
WITH waiting AS (
	SELECT o.id, o.kind, m.id AS message_id
	  FROM reminder r
	  JOIN message m ON m.id = r.message_id
	  JOIN outbox o ON o.id = m.outbox_id
	 WHERE r.enrolment_id = :enrolment_id AND m.state IN ('held', 'queued') AND o.state IN ('ready', 'held')
	   FOR UPDATE OF o
), gone AS (
	UPDATE outbox o SET state = 'cancelled', reason = :'reason', finished_at = :'now'
	  FROM waiting w WHERE o.id = w.id AND w.kind <> 'checkin'
)
UPDATE message m SET state = 'cancelled', reason = :'reason' FROM waiting w WHERE m.id = w.message_id;
