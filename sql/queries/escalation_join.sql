-- A case takes in another about the same: as urgent as the worse, due as the sooner of them.  What it was is kept with the other.
-- in:  task_id int8, into_id int8
-- out: none
WITH was AS MATERIALIZED (
	SELECT t.version, t.priority, e.severity, e.sign, e.decide_due, e.decide_checked
	  FROM task t JOIN escalation e ON e.task_id = t.id WHERE t.id = :into_id
), other AS MATERIALIZED (
	SELECT t.priority, t.words, e.severity, e.sign, e.decide_due FROM task t JOIN escalation e ON e.task_id = t.id WHERE t.id = :task_id
), kept AS (
	UPDATE escalation e SET merged_into = :into_id, merge_was = to_jsonb(was) FROM was WHERE e.task_id = :task_id
), one AS (
	UPDATE escalation e
	   SET severity = CASE WHEN o.priority < w.priority THEN o.severity ELSE e.severity END,
	       sign = CASE WHEN o.sign <> '' AND (o.priority < w.priority OR e.sign = '') THEN o.sign ELSE e.sign END,
	       decide_due = least(e.decide_due, o.decide_due)
	  FROM was w, other o WHERE e.task_id = :into_id
	RETURNING e.decide_due
)
UPDATE task t
   SET priority = least(w.priority, o.priority), due_at = one.decide_due, version = t.version + 1, event = 'joined', event_note = o.words
  FROM was w, other o, one WHERE t.id = :into_id;
