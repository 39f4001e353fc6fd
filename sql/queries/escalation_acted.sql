-- Somebody did something about a case: its first clock stops, the second one counts.
-- in:  task_id int8, now timestamptz
-- out: none
WITH first AS (
	UPDATE escalation SET first_at = :'now' WHERE task_id = :task_id AND first_at IS NULL
	RETURNING decide_due
)
UPDATE task SET due_at = first.decide_due, version = version + 1, event = 'clock' FROM first WHERE id = :task_id;
