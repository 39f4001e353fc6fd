-- Where a run has got to.
-- in:  uuid uuid, results jsonb, path jsonb, responded bool, waits_at uuid?,
--      timeout_seconds int4, expires_at timestamptz?, exit_type text?,
--      moment timestamptz
-- out: none
UPDATE sim.run
   SET results = :'results', path = :'path', responded = responded OR :responded,
       waits_at = :'waits_at', timeout_seconds = :timeout_seconds, timeout_at = NULL,
       expires_at = :'expires_at', exit_type = :'exit_type',
       exited_on = CASE WHEN :'exit_type' IS NOT NULL THEN :'moment'::timestamptz END,
       modified_on = :'moment'
 WHERE uuid = :'uuid';
