-- How the line to RapidPro is, for supervisors and the administrator: numbers of all of it, and of their facilities what failed.

-- When the network last said of any text that it arrived.
ALTER TABLE gateway ADD delivered_at timestamptz;

-- An administrator sees all facilities and no man; a supervisor her own, and the queue as a whole, which she waits in.
-- A welcome is the first automatic text after he was enrolled.
CREATE FUNCTION line_health(at_ timestamptz)
RETURNS TABLE (waiting bigint, oldest timestamptz, unsure bigint, reached_since timestamptz, welcomes bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	role_ constant text := my_role();
	places constant bigint[] := CASE role_ WHEN 'admin' THEN ARRAY(SELECT id FROM place) ELSE my_places() END;
BEGIN
	IF role_ NOT IN ('supervisor', 'admin') THEN
		RETURN;
	END IF;
	-- Each of the two states has an index of its own.
	SELECT count(*), min(run_at) INTO waiting, oldest
	  FROM (SELECT run_at FROM outbox WHERE state = 'ready' AND run_at <= at_
	         UNION ALL
	        SELECT run_at FROM outbox WHERE state = 'leased' AND run_at <= at_) o;
	SELECT count(*) INTO unsure FROM outbox WHERE state IN ('unsure', 'accepted') AND state = 'unsure';
	SELECT max(ended_at) INTO reached_since FROM trouble WHERE kind IN ('unreachable', 'token');
	SELECT count(*) INTO welcomes
	  FROM message m JOIN enrolment e ON e.patient_id = m.patient_id AND e.latest
	 WHERE m.place_id = ANY (places) AND m.state IN ('failed', 'unsure') AND m.at > at_ - interval '7 days'
	   AND m.set_aside_at IS NULL AND m.kind = 'automatic' AND m.at >= e.created_at
	   AND m.id = (SELECT x.id FROM message x WHERE x.thread_id = m.thread_id AND x.direction = 'out' AND x.kind = 'automatic'
	                  AND x.at >= e.created_at ORDER BY x.at, x.id LIMIT 1);
	RETURN NEXT;
END $$;

-- What failed since then, by reason, of her facilities.
CREATE FUNCTION line_failed(since timestamptz) RETURNS TABLE (reason text, texts bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT delivery_reason(m.state, m.reason), count(*)
	  FROM unnest(CASE my_role() WHEN 'admin' THEN ARRAY(SELECT id FROM place) WHEN 'supervisor' THEN my_places() END) here (id)
	  JOIN message m ON m.place_id = here.id
	 WHERE m.state IN ('failed', 'unsure') AND m.at >= $1 AND m.set_aside_at IS NULL
	 GROUP BY 1
$$;
REVOKE EXECUTE ON FUNCTION line_health(timestamptz), line_failed(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION line_health(timestamptz), line_failed(timestamptz) TO aftercare_site;
