-- What became of an attempt; only if the lease is still ours.  What is ready again has certainly not left.
-- in:  outbox_id int8, worker uuid, attempt int4, state text, run_at timestamptz, start_uuid uuid?, reason text,
--      late_seconds int4, now timestamptz
-- out: one id int8
UPDATE outbox
   SET state = :'state', run_at = :'run_at', start_uuid = coalesce(:'start_uuid', start_uuid), reason = left(:'reason', 300),
       owner = NULL, lease_until = NULL,
       sends = sends - CASE WHEN :'state' = 'ready' AND params ? 'by' THEN 1 ELSE 0 END,
       hold_until = CASE WHEN :'state' = 'unsure' AND params ->> 'by' = 'flow'
                    THEN sent_at + make_interval(secs => :late_seconds) END,
       finished_at = CASE WHEN :'state' IN ('done', 'parked', 'cancelled') THEN :'now'::timestamptz END
 WHERE id = :outbox_id AND state = 'leased' AND owner = :'worker' AND attempt = :attempt
RETURNING id;
