-- What was given up of a subscription leaves again, at once; it is asked for again if it was off.
-- in:  id int8, now timestamptz
-- out: one n int8
WITH s AS (
	UPDATE subscription SET status = CASE status WHEN 'active' THEN 'active' ELSE 'requested' END, error = '', tries = 0,
	       failing_since = NULL, next_at = '-infinity', changed_at = :'now'
	 WHERE id = :id RETURNING id
), again AS (
	UPDATE subscription_event e SET state = 'ready', run_at = :'now', refused_since = NULL, finished_at = NULL
	  FROM s WHERE e.subscription_id = s.id AND e.state = 'dead' RETURNING e.id
)
SELECT (SELECT count(*) FROM again) FROM s;
