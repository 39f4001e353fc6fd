-- End the runs that nobody answered in time, without any node or webhook.
-- in:  moment timestamptz
-- out: one runs int8
WITH ended AS (
	UPDATE sim.run r
	   SET waits_at = NULL, timeout_at = NULL, exit_type = 'expired', exited_on = r.expires_at,
	       modified_on = :'moment'
	 WHERE r.waits_at IS NOT NULL AND r.expires_at <= :'moment'
	   AND (r.timeout_at IS NULL OR r.timeout_at > r.expires_at)
	   AND NOT EXISTS (SELECT FROM sim.sprint s WHERE s.contact_id = r.contact_id)
	RETURNING r.contact_id)
SELECT count(*) FROM (SELECT sim.touch(contact_id, :'moment') FROM ended OFFSET 0) t;
