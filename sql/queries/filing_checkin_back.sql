-- The day that a text answered has the answer of his other texts, also of those that stand with somebody else, or none:
-- what says a problem stays the longest.
-- in:  patient_id int8, message_id int8, hours int4
-- out: none
WITH day AS (
	SELECT c.reminder_id, c.asked_at, least(c.asked_at + make_interval(hours => :hours),
	       coalesce((SELECT min(n.asked_at) FROM checkin n WHERE n.patient_id = c.patient_id AND n.asked_at > c.asked_at), 'infinity'))
	       AS until
	  FROM checkin c WHERE c.patient_id = :patient_id AND c.answer_message_id = :message_id
), word AS (
	SELECT m.id, m.at, m.reads, m.urgency FROM message m
	 WHERE m.patient_id = :patient_id AND m.direction = 'in' AND m.id <> :message_id
	UNION ALL
	SELECT m.id, m.at, f.reads, f.urgency FROM filing f JOIN message m ON m.id = f.message_id
	 WHERE f.patient_id = :patient_id AND f.also AND f.ended_at IS NULL AND m.id <> :message_id
), said AS (
	SELECT d.reminder_id, w.id, w.at,
	       CASE WHEN w.urgency >= 2 OR w.reads = 'problem' THEN 'problem' ELSE w.reads END AS answer
	  FROM day d
	  JOIN word w ON w.at >= d.asked_at - interval '1 minute' AND w.at < d.until AND w.reads IN ('fine', 'problem', 'words')
), best AS (
	SELECT DISTINCT ON (reminder_id) reminder_id, id, answer, min(at) OVER (PARTITION BY reminder_id) AS first_at
	  FROM said
	 ORDER BY reminder_id, array_position(ARRAY['problem', 'fine', 'words'], answer),
	          CASE WHEN answer = 'problem' THEN -id ELSE id END
)
UPDATE checkin c
   SET answer = coalesce(b.answer, ''), answer_message_id = b.id, answered_at = b.first_at
  FROM day d LEFT JOIN best b ON b.reminder_id = d.reminder_id
 WHERE c.reminder_id = d.reminder_id;
