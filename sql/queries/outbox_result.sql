-- What became of attempts, those alone whose lease is still ours.  What is ready again has certainly not left.  Their
-- messages show it, but never go backwards from what RapidPro has told.
-- in:  results jsonb, worker uuid, late_seconds int4, now timestamptz
-- out: many id int8
WITH result AS (
	SELECT * FROM jsonb_to_recordset(:'results'::jsonb)
	    AS r (id bigint, attempt integer, state text, wait bigint, start_uuid uuid, reason text, message_state text,
	          message_reason text, rapidpro_id text)
), settled AS (
	UPDATE outbox o
	   SET state = r.state, run_at = :'now'::timestamptz + r.wait * interval '1 microsecond',
	       start_uuid = coalesce(r.start_uuid, o.start_uuid), reason = left(r.reason, 300),
	       owner = NULL, lease_until = NULL,
	       sends = o.sends - CASE WHEN r.state = 'ready' AND o.params ? 'by' THEN 1 ELSE 0 END,
	       hold_until = CASE WHEN r.state = 'unsure' AND o.params ->> 'by' = 'flow'
	                    THEN o.sent_at + make_interval(secs => :late_seconds) END,
	       finished_at = CASE WHEN r.state IN ('done', 'parked', 'cancelled') THEN :'now'::timestamptz END
	  FROM result r
	 WHERE o.id = r.id AND o.state = 'leased' AND o.owner = :'worker' AND o.attempt = r.attempt
	RETURNING o.id
), shown AS (
	-- Its conditions are on the row itself, so that they hold for what another has just made of it.
	UPDATE message m
	   SET rapidpro_id = coalesce(m.rapidpro_id, r.rapidpro_id),
	       state = CASE WHEN m.state IN ('held', 'queued', 'sending', 'unsure') THEN r.message_state ELSE m.state END,
	       reason = CASE WHEN m.state IN ('held', 'queued', 'sending', 'unsure') THEN r.message_reason ELSE m.reason END
	  FROM settled s JOIN result r ON r.id = s.id
	 WHERE m.outbox_id = s.id
	   AND (m.rapidpro_id IS NULL AND r.rapidpro_id IS NOT NULL
	        OR m.state IN ('held', 'queued', 'sending', 'unsure')
	           AND (m.rapidpro_id IS NULL OR r.message_state IN ('sending', 'sent'))
	           AND (m.state, m.reason) <> (r.message_state, r.message_reason))
)
SELECT id FROM settled;
