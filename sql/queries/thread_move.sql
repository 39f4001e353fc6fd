-- What was said with a number is part of a patient's conversation; the texts still to be read stay.  What has not left
-- yet is his facility's to stop or let go.
-- in:  thread_id int8, to_thread int8, patient_id int8, user_id int8, keep int8[]
-- out: none
WITH moved AS (
	UPDATE message m
	   SET thread_id = :to_thread, patient_id = p.id, place_id = p.place_id, attributed_by = :user_id
	  FROM patient p
	 WHERE m.thread_id = :thread_id AND m.patient_id IS NULL AND p.id = :patient_id
	   AND m.id <> ALL (:'keep'::int8[])
	RETURNING m.id, m.at, m.direction, m.body, m.outbox_id, m.place_id
), waiting AS (
	SELECT o.id, v.place_id FROM moved v JOIN outbox o ON o.id = v.outbox_id
	 WHERE o.kind = 'text' AND o.state IN ('ready', 'held')
	   FOR UPDATE OF o SKIP LOCKED
), theirs AS (
	UPDATE outbox o SET place_id = w.place_id FROM waiting w WHERE o.id = w.id
), latest AS (
	SELECT * FROM moved ORDER BY at DESC, id DESC LIMIT 1
)
UPDATE thread t
   SET last_at = l.at, last_message_id = l.id, last_direction = l.direction, last_words = left(l.body, 160)
  FROM latest l
 WHERE t.id = :to_thread AND (t.last_at IS NULL OR t.last_at < l.at);
