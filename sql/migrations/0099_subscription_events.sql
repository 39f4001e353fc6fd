-- What a client's own subscription to a topic was told of, as far as it is kept: for who has missed some.
CREATE FUNCTION subscription_events(which bigint, first bigint, last bigint, most integer)
RETURNS TABLE (number bigint, made_at timestamptz, task_id bigint, version bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT e.number, e.made_at, e.task_id, e.version
	  FROM subscription_event e JOIN subscription s ON s.id = e.subscription_id
	 WHERE s.id = $1 AND s.user_id = my_id() AND e.kind = 'event' AND e.number BETWEEN $2 AND $3
	 ORDER BY e.number LIMIT $4
$$;
CREATE INDEX subscription_event_number ON subscription_event (subscription_id, number) WHERE kind = 'event';
REVOKE EXECUTE ON FUNCTION subscription_events(bigint, bigint, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION subscription_events(bigint, bigint, bigint, integer) TO aftercare_site;
