-- To everybody who gets it, each in his own conversation.  Who gets the same words shares a call with up to 99 others;
-- all of it leaves behind what nurses write to one.  A call's key is that of the mailing and of its first man.  Whoever waits for an answer goes on waiting.
-- in:  mailing_id int8, user_id int8, now timestamptz, good_until timestamptz
-- out: many patient_id int8
WITH held AS MATERIALIZED (
	SELECT mp.patient_id, mp.place_id, mp.phone_id, mp.body, t.id AS thread_id,
	       (row_number() OVER (PARTITION BY mp.body ORDER BY mp.patient_id) - 1) / 100 AS part
	  FROM mailing_person mp JOIN thread t ON t.patient_id = mp.patient_id
	 WHERE mp.mailing_id = :mailing_id AND mp.skipped = '' AND mp.message_id IS NULL
), calls AS MATERIALIZED (
	SELECT body, part, min(place_id) AS place_id, CASE WHEN count(*) = 1 THEN min(phone_id) END AS phone_id,
	       md5('mailing ' || :mailing_id::int8 || ' ' || min(patient_id))::uuid AS key
	  FROM held GROUP BY body, part
), outgoing AS (
	INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, good_until, created_at, created_by)
	SELECT key, CASE WHEN phone_id IS NULL THEN 'checkin' ELSE 'text' END, place_id, phone_id, body, 7, true, :'now', :'good_until',
	       :'now', :user_id
	  FROM calls
	RETURNING id, key
), said AS (
	INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, author_id, state, at, outbox_id, to_several, question)
	SELECT h.thread_id, h.place_id, h.patient_id, h.phone_id, 'out', 'nurse', h.body, :user_id, 'queued', :'now', o.id, true,
	       (SELECT CASE WHEN m.traces THEN 'checkin' ELSE '' END FROM mailing m WHERE m.id = :mailing_id)
	  FROM held h JOIN calls c USING (body, part) JOIN outgoing o USING (key)
	RETURNING id, patient_id, thread_id, body
), noted AS (
	UPDATE mailing_person mp SET message_id = s.id FROM said s
	 WHERE mp.mailing_id = :mailing_id AND mp.patient_id = s.patient_id
	RETURNING mp.patient_id
), shown AS (
	UPDATE thread t
	   SET last_at = :'now', last_message_id = s.id,
	       last_direction = CASE WHEN t.state = 'waiting' THEN t.last_direction ELSE 'out' END,
	       last_words = CASE WHEN t.state = 'waiting' THEN t.last_words ELSE left(s.body, 160) END
	  FROM said s WHERE t.id = s.thread_id
)
SELECT patient_id FROM noted;
