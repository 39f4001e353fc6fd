-- Whether the flow is there that tells us of everything a client writes; the worker looks for it with the others.
ALTER TABLE gateway ADD incoming_flow uuid;

-- What the workers know of RapidPro, for the administrator: nothing of a client.
CREATE FUNCTION gateway_report(at timestamptz)
RETURNS TABLE (reached_at timestamptz, failures integer, last_failure text, paused_until timestamptz, token_refused_at timestamptz,
    checked_at timestamptz, asked_at timestamptz, clock_skew_ms bigint, send_flow boolean, checkin_flow boolean, group_flow boolean,
    incoming_flow boolean, inbound_at timestamptz, webhook_at timestamptz, delivered_at timestamptz, workers bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT g.reached_at, g.failures, g.last_failure, g.paused_until, g.token_refused_at, g.checked_at,
	       (SELECT f.polled_at FROM feed f WHERE f.name = 'flows'), g.clock_skew_ms, g.send_flow IS NOT NULL, g.checkin_flow IS NOT NULL,
	       g.group_flow IS NOT NULL, g.incoming_flow IS NOT NULL, g.inbound_at,
	       (SELECT i.received_at FROM inbox i WHERE i.source = 'webhook' ORDER BY i.received_at DESC LIMIT 1), g.delivered_at,
	       (SELECT count(*) FROM worker w WHERE w.seen_at > $1 - interval '1 minute')
	  FROM gateway g WHERE my_role() = 'admin'
$$;

-- The calls of the last hour by their kind, the most first.
CREATE FUNCTION gateway_calls(at timestamptz) RETURNS TABLE (scope text, calls bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT c.scope, sum(c.calls) FROM gateway_call c
	 WHERE my_role() = 'admin' AND c.minute > $1 - interval '1 hour' AND c.minute <= $1
	 GROUP BY c.scope ORDER BY 2 DESC, 1
$$;

-- It is a worker's turn at once to ask again.
CREATE FUNCTION gateway_ask_again() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	UPDATE feed SET polled_at = NULL WHERE name = 'flows' AND my_role() = 'admin'
$$;

REVOKE EXECUTE ON FUNCTION gateway_report(timestamptz), gateway_calls(timestamptz), gateway_ask_again() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gateway_report(timestamptz), gateway_calls(timestamptz), gateway_ask_again() TO aftercare_site;
