-- Whoever was told of a case has seen it: all that he was told of the same, one of which is asked for; where it stands.
-- in:  id int8, now timestamptz
-- out: one task_id int8
WITH one AS (
	SELECT task_id FROM case_notice WHERE id = :id AND user_id = my_id()
), seen AS (
	UPDATE case_notice n SET seen_at = :'now' FROM one WHERE n.task_id = one.task_id AND n.user_id = my_id() AND n.seen_at IS NULL
)
SELECT task_id FROM one;
