-- What became of one, by whoever has its lease alone: "taken", "refused" (this one: others are taken), "line" (the receiver is not well) or
-- "gone" (it wants no more).  What has failed for so long is given up.
-- in:  id int8, worker uuid, attempt int4, became text, words text, wait_seconds int4, give_up_seconds int4, now timestamptz
-- out: none
WITH mine AS (
	UPDATE outbound_event e SET owner = NULL, lease_until = NULL, reason = CASE WHEN o.state = 'done' THEN '' ELSE left(:'words', 300) END,
	       failed_at = CASE WHEN o.state <> 'done' THEN coalesce(e.failed_at, :'now') END,
	       refused = e.refused + (:'became' = 'refused')::int,
	       run_at = CASE WHEN :'became' = 'refused' THEN :'now'::timestamptz + make_interval(secs => :wait_seconds) ELSE e.run_at END,
	       state = o.state, finished_at = CASE WHEN o.state <> 'ready' THEN :'now'::timestamptz END
	  FROM (SELECT x.id, CASE WHEN :'became' = 'taken' THEN 'done'
	                          WHEN coalesce(x.failed_at, x.run_at) + make_interval(secs => :give_up_seconds) <= :'now' THEN 'dead' ELSE 'ready' END AS state
	          FROM outbound_event x WHERE x.id = :id) o
	 WHERE e.id = o.id AND e.state = 'leased' AND e.owner = :'worker' AND e.attempt = :attempt
	RETURNING e.id, e.push_id, e.doc, e.hash, e.state
), sent AS (
	INSERT INTO outbound_sent AS s (push_id, doc, hash, at) SELECT push_id, doc, hash, :'now' FROM mine WHERE state = 'done'
	    ON CONFLICT (push_id, doc) DO UPDATE SET hash = excluded.hash, at = excluded.at
), heard AS (
	UPDATE outbound_attempt a SET answered_at = :'now', words = left(:'words', 300),
	       outcome = CASE WHEN mine.state = 'done' THEN 0 WHEN mine.state = 'dead' OR :'became' = 'gone' THEN 8 ELSE 4 END
	  FROM mine WHERE a.event_id = mine.id AND a.attempt = :attempt
)
UPDATE outbound_push p SET
       tries = CASE WHEN :'became' IN ('taken', 'refused') THEN 0 WHEN p.next_at <= :'now' THEN p.tries + 1 ELSE p.tries END,
       next_at = CASE WHEN :'became' = 'line' THEN greatest(p.next_at, :'now'::timestamptz + make_interval(secs => :wait_seconds)) ELSE p.next_at END,
       status = CASE WHEN :'became' = 'gone' THEN 'off' ELSE p.status END,
       error = CASE WHEN :'became' IN ('line', 'gone') THEN left(:'words', 300) ELSE '' END,
       called_at = :'now'
  FROM mine WHERE p.id = mine.push_id;
