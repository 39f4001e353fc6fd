-- :rows questions of the day ready to leave, up to a hundred of a place in one row of
-- the outbox, as reminder_send() writes them.
WITH asked AS (
	SELECT place_id, phone_id, (row_number() OVER (PARTITION BY place_id ORDER BY id) - 1) / 100 AS call
	  FROM (SELECT id, place_id, phone_id FROM thread WHERE kind = 'patient' AND phone_id = patient_id ORDER BY id LIMIT :rows) t
), calls AS (
	SELECT place_id, call, nextval('outbox_id_seq') AS id FROM (SELECT DISTINCT place_id, call FROM asked) c
), queued AS (
	INSERT INTO outbox (id, key, kind, place_id, body, priority, run_at, created_at)
	OVERRIDING SYSTEM VALUE
	SELECT id, gen_random_uuid(), 'checkin', place_id, 'How are you today? 0 means fine, 1 means a problem.', 7,
	       business_now(), business_now()
	  FROM calls
	RETURNING id, place_id, body
)
INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, outbox_id)
SELECT phone_id, c.place_id, phone_id, phone_id, 'out', 'checkin', q.body, 'queued', business_now(), c.id
  FROM asked a JOIN calls c USING (place_id, call) JOIN queued q ON q.id = c.id;
