-- The cases that are handed over with it.
-- in:  handover_id int8, from_id int8
-- out: none
INSERT INTO duty_handover_case (handover_id, task_id)
SELECT :handover_id, t.id FROM task t JOIN escalation e ON e.task_id = t.id
 WHERE t.owner_id = :from_id AND t.open AND t.kind = 'escalation' AND e.decided_at IS NULL;
