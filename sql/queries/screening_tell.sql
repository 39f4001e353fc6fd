-- Questions, in the outbox and in the conversations; each is looked at again when its hours are over.
-- in:  ask_ids int8[], keys text[], thread_ids int8[], bodies text[], priorities int8[], good_untils int8[], now timestamptz
-- out: none
WITH given AS MATERIALIZED (
	SELECT g.ask_id, g.key, g.thread_id, g.body, g.priority, to_timestamp(g.good_until / 1000000.0) AS good_until, a.place_id, a.patient_id,
	       p.phone_id, s.again_hours
	  FROM unnest(:'ask_ids'::int8[], :'keys'::text[]::uuid[], :'thread_ids'::int8[], :'bodies'::text[], :'priorities'::int8[], :'good_untils'::int8[])
	       AS g (ask_id, key, thread_id, body, priority, good_until)
	  JOIN screening_ask a ON a.id = g.ask_id
	  JOIN screening_person r ON r.id = a.person_id
	  JOIN screening s ON s.id = r.screening_id
	  JOIN patient p ON p.id = a.patient_id
), outgoing AS (
	INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, run_at, good_until, created_at)
	SELECT key, 'text', place_id, phone_id, body, priority, :'now', good_until, :'now' FROM given
	RETURNING id, key
), messages AS (
	INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, outbox_id)
	SELECT g.thread_id, g.place_id, g.patient_id, g.phone_id, 'out', 'automatic', g.body, 'queued', :'now', o.id
	  FROM given g JOIN outgoing o ON o.key = g.key
	RETURNING id, outbox_id
)
UPDATE screening_ask a
   SET state = 'open', tries = a.tries + 1, asked_at = :'now', message_id = m.id, due_at = :'now'::timestamptz + make_interval(hours => g.again_hours)
  FROM given g JOIN outgoing o ON o.key = g.key JOIN messages m ON m.outbox_id = o.id
 WHERE a.id = g.ask_id;
