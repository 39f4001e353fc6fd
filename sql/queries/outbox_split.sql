-- A flow start that cannot be made (the flow is missing) becomes a text to each.
-- in:  outbox_id int8, now timestamptz
-- out: none
WITH batch AS (
	SELECT id, place_id, body, good_until FROM outbox WHERE id = :outbox_id AND kind = 'checkin'
), each AS (
	SELECT m.id AS message_id, m.phone_id, gen_random_uuid() AS key FROM message m WHERE m.outbox_id = :outbox_id
), texts AS (
	INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, run_at, good_until, created_at)
	SELECT each.key, 'text', b.place_id, each.phone_id, b.body, 7, :'now', b.good_until, :'now' FROM batch b, each
	RETURNING id, key
), moved AS (
	UPDATE message m SET outbox_id = t.id, state = 'queued'
	  FROM each JOIN texts t ON t.key = each.key WHERE m.id = each.message_id
)
UPDATE outbox SET state = 'cancelled', finished_at = :'now', reason = 'sent one by one' WHERE id = :outbox_id;
