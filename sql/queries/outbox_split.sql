-- A flow start that cannot be made (the flow is missing, one of the contacts is refused) becomes a text to each, as
-- urgent as it was, and with whose words they are.
-- in:  outbox_id int8, worker uuid, now timestamptz
-- out: none
WITH batch AS (
	UPDATE outbox SET state = 'cancelled', finished_at = :'now', owner = NULL, lease_until = NULL, reason = 'sent one by one'
	 WHERE id = :outbox_id AND kind = 'checkin' AND state = 'leased' AND owner = :'worker'
	RETURNING id, place_id, body, good_until, priority, clinical, created_by
), each AS (
	SELECT m.id AS message_id, m.phone_id, gen_random_uuid() AS key, b.place_id, b.body, b.good_until, b.priority, b.clinical, b.created_by
	  FROM batch b JOIN message m ON m.outbox_id = b.id
	 WHERE m.rapidpro_id IS NULL AND m.state IN ('held', 'queued', 'sending', 'unsure')
), texts AS (
	INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, good_until, created_at, created_by)
	SELECT key, 'text', place_id, phone_id, body, priority, clinical, :'now', good_until, :'now', created_by FROM each
	RETURNING id, key
)
UPDATE message m SET outbox_id = t.id, state = 'queued'
  FROM each JOIN texts t ON t.key = each.key WHERE m.id = each.message_id;
