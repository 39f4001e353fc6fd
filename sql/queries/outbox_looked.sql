-- What a look-up found; only if nobody else looked in the meantime.  What is done stays in flight while a call of
-- unknown end may still be carried out.  A repeat that certainly did not leave was none: the moment before counts again.
-- in:  outbox_id int8, worker uuid, looked int4, state text, run_at timestamptz, start_uuid uuid?, reason text,
--      not_left_since timestamptz?, now timestamptz
-- out: one id int8
UPDATE outbox
   SET state = CASE WHEN :'state' = 'done' AND hold_until > :'now' THEN 'accepted' ELSE :'state' END,
       run_at = CASE WHEN :'state' = 'done' AND hold_until > :'now' THEN hold_until ELSE :'run_at' END,
       sent_at = coalesce(:'not_left_since', sent_at),
       sends = sends - CASE WHEN :'not_left_since'::timestamptz IS NULL THEN 0 ELSE 1 END,
       start_uuid = coalesce(:'start_uuid', start_uuid), reason = left(:'reason', 300), owner = NULL,
       finished_at = CASE WHEN :'state' IN ('done', 'parked', 'cancelled') AND NOT (:'state' = 'done' AND coalesce(hold_until > :'now', false))
                     THEN :'now'::timestamptz END
 WHERE id = :outbox_id AND state IN ('unsure', 'accepted') AND owner = :'worker' AND looked = :looked
RETURNING id;
