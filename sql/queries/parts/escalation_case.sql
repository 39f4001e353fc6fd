-- What escalation_line wants of a case, and where it is found; rank l is the query's own.
SELECT t.id, t.version, l.rank, t.who, t.words, t.anchor_date, t.place_id, t.owner_id, t.due_at, t.closed_at,
	       e.severity, e.raised_at, e.raised_by, e.first_at, e.decided_at, e.outcome, e.refer_to
	  FROM task t
	  JOIN escalation e ON e.task_id = t.id
