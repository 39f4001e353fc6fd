-- A case needs a decision again; what and note are its line of the trail.
-- in:  task_id int8, decide_due timestamptz, user_id int8?, what text, note text
-- out: none
WITH undecided AS (
	UPDATE escalation SET decided_at = NULL, decided_by = NULL, outcome = '', decide_due = :'decide_due',
	       merged_into = NULL, merge_was = NULL,
	       first_at = coalesce(first_at, decided_at)
	 WHERE task_id = :task_id
	RETURNING CASE WHEN first_at IS NULL THEN first_due ELSE decide_due END AS due_at
)
UPDATE task t
   SET status = CASE WHEN status = 'on-hold' THEN held_status WHEN open THEN status ELSE 'in-progress' END,
       owner_id = CASE WHEN open THEN owner_id ELSE coalesce(owner_id, :user_id) END,
       due_at = u.due_at, version = version + 1, event = :'what', event_note = :'note'
  FROM undecided u
 WHERE t.id = :task_id;
