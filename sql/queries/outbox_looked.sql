-- What a look-up found; only if nobody else looked in the meantime.
-- in:  outbox_id int8, worker uuid, looked int4, state text, run_at timestamptz, start_uuid uuid?, reason text,
--      now timestamptz
-- out: one id int8
UPDATE outbox
   SET state = :'state', run_at = :'run_at', start_uuid = coalesce(:'start_uuid', start_uuid), reason = left(:'reason', 300),
       owner = NULL,
       finished_at = CASE WHEN :'state' IN ('done', 'parked', 'cancelled') THEN :'now'::timestamptz END
 WHERE id = :outbox_id AND state IN ('unsure', 'accepted') AND owner = :'worker' AND looked = :looked
RETURNING id;
