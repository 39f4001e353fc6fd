-- A message of RapidPro's is the first to leave of ours with these words to this contact; what carried it is proved, though it
-- stays in flight while a repeat of it may still be carried out.  One that had been given up, or found not to have left,
-- before RapidPro made the message comes after those that were on their way then.  A text that is shown as failed although
-- it may have left comes last, and only if RapidPro does not call its own failed too.
-- in:  contact_uuid uuid, body text, state text, created_on timestamptz, rapidpro_id text, now timestamptz
-- out: none
WITH ours AS (
	SELECT m.id, m.outbox_id FROM message m
	  JOIN phone ph ON ph.id = m.phone_id
	  JOIN outbox o ON o.id = m.outbox_id
	 WHERE ph.contact_uuid = :'contact_uuid' AND m.direction = 'out' AND m.rapidpro_id IS NULL
	   AND (m.state IN ('queued', 'sending', 'unsure', 'sent') OR (m.state = 'failed' AND (o.kind = 'checkin' OR :'state' <> 'failed')))
	   AND m.body = :'body' AND o.kind <> 'flow'
	   AND o.sends > 0
	   AND o.sent_at + (SELECT clock_skew_ms * interval '1 millisecond' FROM gateway)
	       <= :'created_on'::timestamptz + interval '5 minutes'
	   AND coalesce(o.released_at, o.created_at) >= :'created_on'::timestamptz - interval '3 days'
	   AND NOT EXISTS (SELECT FROM message x WHERE x.rapidpro_id = :'rapidpro_id')
	   AND NOT EXISTS (SELECT FROM message_past x WHERE x.rapidpro_id = :'rapidpro_id')
	 ORDER BY m.state = 'failed' AND o.kind = 'text',
	      o.state IN ('ready', 'parked')
	      AND :'created_on'::timestamptz > coalesce(o.finished_at, o.run_at) - interval '1 minute'
	          + (SELECT clock_skew_ms * interval '1 millisecond' FROM gateway),
	      o.sent_at, m.at, m.id LIMIT 1
	   FOR UPDATE OF m
), bound AS (
	UPDATE message m SET rapidpro_id = :'rapidpro_id',
	       state = CASE WHEN m.state IN ('queued', 'unsure', 'failed') THEN 'sending' ELSE m.state END, reason = ''
	  FROM ours WHERE m.id = ours.id
	RETURNING m.outbox_id
)
UPDATE outbox o
   SET state = CASE WHEN o.state IN ('unsure', 'accepted') AND o.hold_until > :'now' THEN 'accepted' ELSE 'done' END,
       run_at = CASE WHEN o.state IN ('unsure', 'accepted') AND o.hold_until > :'now' THEN o.hold_until ELSE o.run_at END,
       finished_at = CASE WHEN o.state IN ('unsure', 'accepted') AND o.hold_until > :'now' THEN NULL ELSE :'now'::timestamptz END,
       owner = NULL, reason = ''
  FROM bound
 WHERE o.id = bound.outbox_id AND o.kind = 'text' AND o.state IN ('ready', 'unsure', 'accepted', 'parked');
