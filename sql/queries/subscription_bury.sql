-- What waited for a subscription that is off is given up, and kept.
-- in:  id int8, now timestamptz
-- out: none
UPDATE subscription_event e SET state = 'dead', owner = NULL, lease_until = NULL, finished_at = :'now'
  FROM subscription s WHERE s.id = e.subscription_id AND s.id = :id AND s.status = 'off' AND e.state IN ('ready', 'leased');
