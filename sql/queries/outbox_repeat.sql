-- The same intent leaves once more, without ever being out of flight.
-- in:  outbox_id int8, worker uuid, looked int4, now timestamptz
-- out: one attempt int4
UPDATE outbox SET state = 'unsure', attempt = attempt + 1, sent_at = :'now'
 WHERE id = :outbox_id AND state IN ('unsure', 'accepted') AND owner = :'worker' AND looked = :looked
RETURNING attempt;
