-- The same intents leave once more, without ever being out of flight: those that are still ours to look up.
-- in:  repeats jsonb, worker uuid, now timestamptz, lease_seconds int4, late_seconds int4
-- out: many id int8
UPDATE outbox o
   SET state = 'unsure', attempt = o.attempt + 1, sends = o.sends + 1, sent_at = :'now',
       run_at = :'now'::timestamptz + make_interval(secs => :lease_seconds),
       hold_until = :'now'::timestamptz + make_interval(secs => :late_seconds)
  FROM jsonb_to_recordset(:'repeats'::jsonb) AS r (id bigint, looked integer)
 WHERE o.id = r.id AND o.state IN ('unsure', 'accepted') AND o.owner = :'worker' AND o.looked = r.looked
RETURNING o.id;
