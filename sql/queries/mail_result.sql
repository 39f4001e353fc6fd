-- What became of it; by whoever has the lease alone.  What did not work for one is not tried for all others at once.
-- in:  id int8, worker uuid, attempt int4, state text, run_at timestamptz, reason text, now timestamptz
-- out: none
WITH settled AS (
	UPDATE mail SET state = :'state', run_at = :'run_at', reason = left(:'reason', 200), owner = NULL, lease_until = NULL,
	       finished_at = CASE WHEN :'state' <> 'ready' THEN :'now'::timestamptz END
	 WHERE id = :id AND state = 'leased' AND owner = :'worker' AND attempt = :attempt
	RETURNING id, state, run_at
)
UPDATE mail m SET run_at = s.run_at FROM settled s
 WHERE s.state = 'ready' AND m.id <> s.id AND m.state = 'ready' AND m.run_at < s.run_at;
