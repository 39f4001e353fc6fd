-- What became of a handshake, by whoever has its lease alone: a row if it was ours.
-- in:  id int8, worker uuid, attempt int4, now timestamptz
-- out: one subscription_id int8
UPDATE subscription_event SET state = 'done', owner = NULL, lease_until = NULL, finished_at = :'now'
 WHERE id = :id AND state = 'leased' AND owner = :'worker' AND attempt = :attempt
RETURNING subscription_id;
