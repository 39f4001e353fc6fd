-- Texts of an appointment that have not left do not leave any more.
-- in:  id int8, reason text, now timestamptz
-- out: none
WITH waiting AS (
	SELECT o.id, m.id AS message_id, r.id AS reminder_id
	  FROM appointment_reminder r
	  JOIN message m ON m.id = r.message_id
	  JOIN outbox o ON o.id = m.outbox_id
	 WHERE r.appointment_id = :id AND r.state = 'sent' AND m.state IN ('held', 'queued') AND o.state IN ('ready', 'held')
	   FOR UPDATE OF o
), gone AS (
	UPDATE outbox o SET state = 'cancelled', reason = :'reason', finished_at = :'now' FROM waiting w WHERE o.id = w.id
), unsaid AS (
	UPDATE appointment_reminder r SET state = 'skipped', reason = :'reason' FROM waiting w WHERE r.id = w.reminder_id
)
UPDATE message m SET state = 'cancelled', reason = :'reason' FROM waiting w WHERE m.id = w.message_id;
