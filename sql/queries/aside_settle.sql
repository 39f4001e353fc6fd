-- Nothing holds the text any more.  Of a flow that was put aside, or could not be, the conversation says so once: by its
-- name, or of a question of ours by its day.
-- in:  outbox_id int8, now timestamptz, what text, flow text
-- out: none
WITH gone AS (
	DELETE FROM aside WHERE outbox_id = :outbox_id RETURNING outbox_id, leaves_at
), freed AS (
	UPDATE outbox o SET run_at = g.leaves_at FROM gone g WHERE o.id = g.outbox_id AND o.state = 'ready'
), text AS (
	SELECT o.phone_id, o.created_by, m.thread_id, m.place_id
	  FROM gone g JOIN outbox o ON o.id = g.outbox_id JOIN message m ON m.outbox_id = o.id
	 WHERE :'what' <> ''
), asked AS (
	SELECT c.day FROM text t
	  JOIN run r ON r.phone_id = t.phone_id AND r.exited_at IS NULL AND r.put_aside_at IS NULL AND r.flow = :'flow'
	  JOIN message m ON m.outbox_id = r.outbox_id AND m.phone_id = r.phone_id
	  JOIN checkin c ON c.message_id = m.id
	 ORDER BY r.created_at DESC LIMIT 1
), ended AS (
	UPDATE run r SET put_aside_at = :'now' FROM text t
	 WHERE r.phone_id = t.phone_id AND r.exited_at IS NULL AND r.put_aside_at IS NULL AND :'what' = 'put-aside'
)
INSERT INTO thread_event (thread_id, place_id, at, user_id, what, note)
SELECT t.thread_id, t.place_id, :'now', t.created_by, :'what', left(coalesce((SELECT day::text FROM asked), :'flow'), 500)
  FROM text t;
