-- What became of one, by whoever has its lease alone: "taken", "refused" (this one: others are taken), "line" (the receiver is
-- not well) or "gone" (it wants no more).  What has not worked for so long is given up: the one that is refused, or all.
-- in:  id int8, worker uuid, attempt int4, became text, reason text, wait_seconds int4, give_up_seconds int4, now timestamptz
-- out: none
WITH mine AS (
	UPDATE subscription_event e SET owner = NULL, lease_until = NULL, reason = left(:'reason', 300),
	       refused_since = CASE WHEN :'became' = 'refused' THEN coalesce(e.refused_since, :'now') END,
	       run_at = :'now'::timestamptz + make_interval(secs => :wait_seconds),
	       state = o.state, finished_at = CASE WHEN o.state <> 'ready' THEN :'now'::timestamptz END
	  FROM (SELECT x.id, CASE WHEN :'became' = 'taken' THEN 'done'
	                          WHEN :'became' = 'refused' AND x.refused_since + make_interval(secs => :give_up_seconds) <= :'now' THEN 'dead'
	                          ELSE 'ready' END AS state
	          FROM subscription_event x WHERE x.id = :id) o
	 WHERE e.id = o.id AND e.state = 'leased' AND e.owner = :'worker' AND e.attempt = :attempt
	RETURNING e.id, e.subscription_id, e.state
), over AS (
	SELECT s.id, :'became' = 'gone' OR :'became' = 'line'
	       AND coalesce(s.failing_since, :'now') + make_interval(secs => :give_up_seconds) <= :'now' AS off
	  FROM subscription s JOIN mine ON s.id = mine.subscription_id
	 WHERE s.status = 'active'
), heard AS (
	UPDATE subscription_attempt a SET answered_at = :'now', words = left(:'reason', 300),
	       outcome = CASE WHEN m.state = 'done' THEN 0 WHEN m.state = 'dead' OR EXISTS (SELECT FROM over o WHERE o.off) THEN 8 ELSE 4 END
	  FROM mine m WHERE a.event_id = m.id AND a.attempt = :attempt
)
UPDATE subscription s SET
       tries = CASE WHEN :'became' IN ('taken', 'refused') THEN 0 WHEN s.next_at <= :'now' THEN s.tries + 1 ELSE s.tries END,
       failing_since = CASE WHEN :'became' IN ('line', 'gone') THEN coalesce(s.failing_since, :'now') END,
       next_at = CASE WHEN :'became' = 'line' THEN greatest(s.next_at, :'now'::timestamptz + make_interval(secs => :wait_seconds))
           ELSE s.next_at END,
       status = CASE WHEN o.off THEN 'off' ELSE s.status END,
       error = CASE WHEN o.off THEN left(:'reason', 500) ELSE '' END,
       changed_at = CASE WHEN o.off THEN :'now' ELSE s.changed_at END, called_at = :'now'
  FROM over o
 WHERE s.id = o.id
   AND (o.off OR :'became' = 'line' OR s.tries > 0 OR s.failing_since IS NOT NULL OR s.beat > 0);
