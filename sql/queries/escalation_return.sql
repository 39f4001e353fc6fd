-- A case needs a decision again.
-- in:  task_id int8, decide_due timestamptz
-- out: none
WITH undecided AS (
	UPDATE escalation SET decided_at = NULL, decided_by = NULL, outcome = '', decide_due = :'decide_due',
	       first_at = coalesce(first_at, decided_at)
	 WHERE task_id = :task_id
	RETURNING CASE WHEN first_at IS NULL THEN first_due ELSE decide_due END AS due_at
)
UPDATE task t
   SET status = CASE WHEN owner_id IS NULL THEN 'requested' ELSE 'accepted' END, closed_at = NULL, closed_by = NULL,
       outcome = '', outcome_note = '', due_at = u.due_at, version = version + 1
  FROM undecided u
 WHERE t.id = :task_id;
