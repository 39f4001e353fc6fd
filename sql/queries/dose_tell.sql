-- What is told of doses, in the outbox and in the conversations.
-- in:  reminder_ids int8[], keys text[], thread_ids int8[], bodies text[], now timestamptz
-- out: none
WITH given AS MATERIALIZED (
	SELECT g.*, r.place_id, r.child_id, r.good_until, p.phone_id
	  FROM unnest(:'reminder_ids'::int8[], :'keys'::text[]::uuid[], :'thread_ids'::int8[], :'bodies'::text[]) AS g (reminder_id, key, thread_id, body)
	  JOIN dose_reminder r ON r.id = g.reminder_id
	  JOIN patient p ON p.id = r.child_id
), outgoing AS (
	INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, run_at, good_until, created_at)
	SELECT key, 'text', place_id, phone_id, body, 7, :'now', good_until, :'now' FROM given
	RETURNING id, key
), messages AS (
	INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, outbox_id)
	SELECT g.thread_id, g.place_id, g.child_id, g.phone_id, 'out', 'automatic', g.body, 'queued', :'now', o.id
	  FROM given g JOIN outgoing o ON o.key = g.key
	RETURNING id, outbox_id
)
UPDATE dose_reminder r SET state = 'sent', reason = '', message_id = m.id
  FROM given g JOIN outgoing o ON o.key = g.key JOIN messages m ON m.outbox_id = o.id
 WHERE r.id = g.reminder_id;
