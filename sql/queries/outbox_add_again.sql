-- Send a failed or undecided text again, or start its flow, as a new intent, to the number he has now; no row if he has none.
-- in:  message_id int8, key uuid, user_id int8?, priority int4, run_at timestamptz, good_until timestamptz?, now timestamptz
-- out: one id int8
WITH old AS (
	SELECT m.id, m.place_id, CASE WHEN m.patient_id IS NULL THEN m.phone_id ELSE p.phone_id END AS phone_id, m.body, m.author_id, m.rapidpro_id,
	       o.flow_uuid, o.flow_params
	  FROM message m
	  LEFT JOIN outbox o ON o.id = m.outbox_id
	  LEFT JOIN patient p ON p.id = m.patient_id
	 WHERE m.id = :message_id AND m.direction = 'out'
	   AND (m.state = 'failed' OR (m.state = 'unsure' AND o.state = 'parked'))
	   AND (m.patient_id IS NULL OR p.phone_id IS NOT NULL)
	   FOR UPDATE OF m
), past AS (
	INSERT INTO message_past (rapidpro_id, message_id)
	SELECT rapidpro_id, id FROM old WHERE rapidpro_id IS NOT NULL
	ON CONFLICT DO NOTHING
), fresh AS (
	INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, good_until, created_at, created_by, released_at,
	                    flow_uuid, flow_params)
	SELECT :'key', CASE WHEN flow_uuid IS NULL THEN 'text' ELSE 'flow' END, place_id, phone_id, body, :priority, author_id IS NOT NULL, :'run_at', :'good_until', :'now', :user_id, :'run_at',
	       flow_uuid, flow_params FROM old
	RETURNING id
)
UPDATE message m
   SET state = CASE WHEN :'run_at'::timestamptz > :'now' THEN 'held' ELSE 'queued' END, reason = '', outbox_id = fresh.id, phone_id = old.phone_id, rapidpro_id = NULL, sent_at = NULL,
       set_aside_at = NULL
  FROM old, fresh
 WHERE m.id = old.id
RETURNING fresh.id;
