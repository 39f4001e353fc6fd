-- The call is about to leave: the lease is still ours and the text was not found at RapidPro meanwhile, or there is no row.
-- in:  outbox_id int8, worker uuid, attempt int4, by text, now timestamptz, lease_seconds int4
-- out: one id int8
UPDATE outbox o
   SET sent_at = :'now', lease_until = :'now'::timestamptz + make_interval(secs => :lease_seconds),
       params = jsonb_build_object('by', :'by'), sends = o.sends + 1
 WHERE o.id = :outbox_id AND o.state = 'leased' AND o.owner = :'worker' AND o.attempt = :attempt
   AND (o.kind <> 'text' OR NOT EXISTS (SELECT FROM message m WHERE m.outbox_id = o.id AND m.rapidpro_id IS NOT NULL))
RETURNING o.id;
