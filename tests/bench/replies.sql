-- :rows texts of nurses ready to leave, each to another phone, as outbox_text() writes them.
WITH queued AS (
	INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, created_at)
	SELECT gen_random_uuid(), 'text', place_id, phone_id, 'The clinic is closed on Friday. Come on Thursday or Monday.', 1, true,
	       business_now(), business_now()
	  FROM thread WHERE kind = 'patient' AND phone_id = patient_id ORDER BY id DESC LIMIT :rows
	RETURNING id, phone_id, place_id, body
)
INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, outbox_id)
SELECT phone_id, place_id, phone_id, phone_id, 'out', 'nurse', body, 'queued', business_now(), id FROM queued;
