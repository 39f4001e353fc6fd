-- What each row of given says goes into the outbox and into the conversation; told has the message of each.
outgoing AS (
	INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, run_at, good_until, created_at)
	SELECT key, 'text', place_id, phone_id, body, 7, :'now', good_until, :'now' FROM given
	RETURNING id, key
), messages AS (
	INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, outbox_id)
	SELECT g.thread_id, g.place_id, g.patient_id, g.phone_id, 'out', 'automatic', g.body, 'queued', :'now', o.id
	  FROM given g JOIN outgoing o ON o.key = g.key
	RETURNING id, outbox_id
), told AS (
	SELECT g.reminder_id, m.id AS message_id
	  FROM given g JOIN outgoing o ON o.key = g.key JOIN messages m ON m.outbox_id = o.id
)
