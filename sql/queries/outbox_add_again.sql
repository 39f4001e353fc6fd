-- Send a failed or undecided text again, as a new intent, to the number he has now.
-- in:  message_id int8, key uuid, user_id int8?, now timestamptz
-- out: one id int8
WITH old AS (
	SELECT m.id, m.place_id, coalesce(p.phone_id, m.phone_id) AS phone_id, m.body, m.author_id, m.rapidpro_id
	  FROM message m
	  LEFT JOIN outbox o ON o.id = m.outbox_id
	  LEFT JOIN patient p ON p.id = m.patient_id
	 WHERE m.id = :message_id AND m.direction = 'out'
	   AND (m.state = 'failed' OR (m.state = 'unsure' AND o.state = 'parked'))
	   FOR UPDATE OF m
), past AS (
	INSERT INTO message_past (rapidpro_id, message_id)
	SELECT rapidpro_id, id FROM old WHERE rapidpro_id IS NOT NULL
	ON CONFLICT DO NOTHING
), fresh AS (
	INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, created_at, created_by)
	SELECT :'key', 'text', place_id, phone_id, body, 1, author_id IS NOT NULL, :'now', :'now', :user_id FROM old
	RETURNING id
)
UPDATE message m
   SET state = 'queued', reason = '', outbox_id = fresh.id, phone_id = old.phone_id, rapidpro_id = NULL, sent_at = NULL
  FROM old, fresh
 WHERE m.id = old.id
RETURNING fresh.id;
