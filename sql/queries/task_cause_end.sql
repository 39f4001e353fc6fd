-- A text that was said to a task was another's: the task is as urgent as what else was said makes it, unless nothing else
-- was, somebody has decided, or something changed it besides.  Its words are none of that text any more.
-- in:  task_id int8, message_id int8, body text, now timestamptz
-- out: none
WITH cause AS MATERIALIZED (
	SELECT c.*, c.message_id IS DISTINCT FROM :message_id AS stays FROM task_cause c WHERE c.task_id = :task_id AND c.ended_at IS NULL
), ended AS (
	UPDATE task_cause SET ended_at = :'now' WHERE id IN (SELECT id FROM cause WHERE NOT stays)
), of AS (
	SELECT min(priority) AS was, min(due_at) AS was_due, min(decide_due) AS was_decide,
	       min(priority) FILTER (WHERE stays) AS priority, min(due_at) FILTER (WHERE stays) AS due_at,
	       min(decide_due) FILTER (WHERE stays) AS decide_due
	  FROM cause HAVING bool_or(stays) AND NOT bool_and(stays)
), worst AS (
	SELECT severity, sign FROM cause WHERE stays ORDER BY priority, id LIMIT 1
), first AS (
	SELECT c.message_id, m.body FROM cause c LEFT JOIN message m ON m.id = c.message_id WHERE c.stays ORDER BY c.id LIMIT 1
), held AS MATERIALIZED (
	SELECT t.id, t.kind, coalesce(e.severity, '') AS was_severity,
	       t.priority = of.was AND of.priority > of.was AND e.decided_at IS NULL AS lowers
	  FROM of CROSS JOIN task t LEFT JOIN escalation e ON e.task_id = t.id
	 WHERE t.id = :task_id AND t.open
), milder AS (
	UPDATE escalation e
	   SET severity = CASE WHEN h.lowers THEN w.severity ELSE e.severity END, sign = CASE WHEN h.lowers THEN w.sign ELSE e.sign END,
	       first_due = CASE WHEN h.lowers AND e.first_due = of.was_due THEN of.due_at ELSE e.first_due END,
	       decide_due = CASE WHEN h.lowers AND e.decide_due = of.was_decide THEN of.decide_due ELSE e.decide_due END,
	       message_id = CASE WHEN e.message_id = :message_id THEN f.message_id ELSE e.message_id END
	  FROM held h, of, worst w, first f WHERE e.task_id = h.id
	RETURNING e.task_id, CASE WHEN e.first_at IS NULL THEN e.first_due ELSE e.decide_due END AS due_at
)
UPDATE task t
   SET priority = CASE WHEN h.lowers THEN of.priority ELSE t.priority END,
       due_at = CASE WHEN NOT h.lowers THEN t.due_at
                     WHEN h.kind = 'escalation' THEN m.due_at
                     WHEN t.due_at = of.was_due THEN of.due_at ELSE t.due_at END,
       words = CASE WHEN t.words = left(:'body', 500) THEN coalesce(left(f.body, 500), t.words)
                    WHEN starts_with(t.words, :'body' || ' / ') THEN substr(t.words, length(:'body') + 4)
                    ELSE replace(t.words, ' / ' || :'body', '') END,
       version = t.version + 1, event = CASE WHEN h.lowers THEN 'calmer' END,
       event_note = CASE WHEN h.lowers AND h.was_severity <> w.severity THEN initcap(h.was_severity) || ', now ' || w.severity || '.' END
  FROM held h LEFT JOIN milder m ON m.task_id = h.id, of, worst w, first f
 WHERE t.id = h.id;
