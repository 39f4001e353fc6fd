-- The same intent leaves once more, without ever being out of flight.
-- in:  outbox_id int8, worker uuid, looked int4, now timestamptz, lease_seconds int4, late_seconds int4
-- out: one attempt int4
UPDATE outbox
   SET state = 'unsure', attempt = attempt + 1, sends = sends + 1, sent_at = :'now',
       run_at = :'now'::timestamptz + make_interval(secs => :lease_seconds),
       hold_until = :'now'::timestamptz + make_interval(secs => :late_seconds)
 WHERE id = :outbox_id AND state IN ('unsure', 'accepted') AND owner = :'worker' AND looked = :looked
RETURNING attempt;
