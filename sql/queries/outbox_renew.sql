-- The lease is still ours, and from now again of full length; or there is no row.
-- in:  outbox_id int8, worker uuid, attempt int4, now timestamptz, lease_seconds int4
-- out: one id int8
UPDATE outbox SET lease_until = :'now'::timestamptz + make_interval(secs => :lease_seconds)
 WHERE id = :outbox_id AND state = 'leased' AND owner = :'worker' AND attempt = :attempt
RETURNING id;
