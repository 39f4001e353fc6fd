-- Those whose end has come, or whose client may not come any more, are off; nothing of them waits any longer.
-- in:  now timestamptz
-- out: none
WITH over AS (
	SELECT s.id, CASE WHEN s.ends_at <= :'now' THEN 'its end has come' ELSE 'the client may not come any more' END AS why
	  FROM subscription s
	 WHERE s.status IN ('requested', 'active') AND (s.ends_at <= :'now' OR NOT client_stands(s.user_id, :'now'))
	   FOR UPDATE OF s SKIP LOCKED
), off AS (
	UPDATE subscription s SET status = 'off', error = o.why, changed_at = :'now' FROM over o WHERE s.id = o.id RETURNING s.id
)
DELETE FROM subscription_event e USING off WHERE e.subscription_id = off.id AND e.state IN ('ready', 'leased');
