-- What nobody has to act on any more, or has another deadline, stands on nobody's pages, and no text about it leaves.
-- in:  now timestamptz
-- out: none
WITH over AS (
	UPDATE case_notice n SET over_at = :'now'
	  FROM task t, escalation e, case_clock k
	 WHERE n.seen_at IS NULL AND n.over_at IS NULL AND t.id = n.task_id AND e.task_id = n.task_id
	   AND k.task_id = n.task_id AND k.clock = n.clock
	   AND (k.due <> n.due OR NOT case_waits(n.clock, t.open, e.first_at, e.decided_at, t.owner_id))
	RETURNING n.message_id
), kept AS (
	UPDATE outbox o SET state = 'cancelled', finished_at = :'now', reason = 'over'
	  FROM message m WHERE m.id IN (SELECT message_id FROM over) AND o.id = m.outbox_id AND o.state = 'ready'
	RETURNING o.id
)
UPDATE message m SET state = 'cancelled', reason = 'over' FROM kept WHERE m.outbox_id = kept.id;
