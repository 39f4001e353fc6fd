-- The call is about to leave: the lease is still ours, or there is no row.
-- in:  outbox_id int8, worker uuid, attempt int4, by text, now timestamptz, lease_seconds int4
-- out: one id int8
UPDATE outbox
   SET sent_at = :'now', lease_until = :'now'::timestamptz + make_interval(secs => :lease_seconds),
       params = jsonb_build_object('by', :'by')
 WHERE id = :outbox_id AND state = 'leased' AND owner = :'worker' AND attempt = :attempt
RETURNING id;
