-- RapidPro's word on one of our messages: states only move forward.
-- in:  rapidpro_id text, state text, sent_on timestamptz, modified_on timestamptz, now timestamptz
-- out: none
WITH moved AS (
	UPDATE message m
	   SET state = :'state',
	       sent_at = CASE WHEN :'state' IN ('sent', 'delivered') THEN coalesce(m.sent_at, :'sent_on') ELSE m.sent_at END,
	       delivered_at = CASE WHEN :'state' = 'delivered' THEN :'modified_on'::timestamptz END,
	       reason = CASE WHEN :'state' = 'failed' THEN 'The network could not deliver it.' ELSE '' END
	 WHERE m.rapidpro_id = :'rapidpro_id' AND message_rank(:'state') > message_rank(m.state)
	RETURNING m.thread_id, m.phone_id
), thread_told AS (
	UPDATE thread t SET failed = :'state' = 'failed'
	  FROM moved WHERE t.id = moved.thread_id AND :'state' IN ('failed', 'delivered')
	   AND t.failed IS DISTINCT FROM (:'state' = 'failed')
)
UPDATE phone ph
   SET failed_at = CASE WHEN :'state' = 'failed' THEN :'now'::timestamptz END,
       failure = CASE WHEN :'state' = 'failed' THEN 'not delivered' END
  FROM moved
 WHERE ph.id = moved.phone_id AND :'state' IN ('failed', 'delivered');
