-- Texts that gateways and flows of others bring, as they would bring them to a CHT.
ALTER TABLE inbox DROP CONSTRAINT inbox_source_check;
ALTER TABLE inbox ADD CONSTRAINT inbox_source_check CHECK (source IN ('webhook', 'message', 'run', 'gateway'));

-- Keeps a text that was passed on, once: false, it was there.  Of a client it stands in the trail.  Whoever asks has the
-- rights of the site by then, which the site itself is not to bring texts with.
CREATE FUNCTION inbox_bring(what_key text, what_body text, from_address text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	now_ constant timestamptz := business_now();
	stored bigint;
BEGIN
	IF session_user <> 'aftercare_api' THEN
		RAISE insufficient_privilege USING MESSAGE = 'texts come by the API alone';
	END IF;
	INSERT INTO inbox (source, key, body, received_at) VALUES ('gateway', $1, $2, now_)
	ON CONFLICT (key) DO NOTHING RETURNING id INTO stored;
	IF stored IS NOT NULL AND my_id() IS NOT NULL THEN
		INSERT INTO audit (at, user_id, action, object, object_id, address)
		VALUES (now_, my_id(), 'insert', 'inbox', stored, $3);
	END IF;
	RETURN stored IS NOT NULL;
END $$;
REVOKE EXECUTE ON FUNCTION inbox_bring(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION inbox_bring(text, text, text) TO aftercare_api, aftercare_site;

-- Whom a client was shown, each a line of the trail.
CREATE FUNCTION client_shown(what text, which bigint[], from_address text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	INSERT INTO audit (at, user_id, action, object, object_id, address)
	SELECT business_now(), my_id(), 'read', $1, id, $3 FROM unnest($2) id
$$;
REVOKE EXECUTE ON FUNCTION client_shown(text, bigint[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION client_shown(text, bigint[], text) TO aftercare_site;
-- A contact as the programme's rules see it, for whoever may see the man.
GRANT EXECUTE ON FUNCTION ms(timestamptz), yes_no(boolean), rule_place(bigint, integer),
    rule_contact(patient, text, text, date, timestamptz, text, text, boolean, json) TO aftercare_site;

-- How much waits and how it went, as whoever watches a CHT reads it: what is not counted is -1.  No word of anybody.
CREATE FUNCTION cht_monitoring(at timestamptz) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH recent AS MATERIALIZED (
		SELECT m.id, m.state, CASE WHEN m.state IN ('sent', 'delivered', 'failed') THEN 'final' WHEN m.state = 'cancelled' THEN 'muted'
		       ELSE 'pending' END AS part
		  FROM message m
		 WHERE m.at > $1 - interval '7 days' AND m.at <= $1 AND m.direction = 'out' AND m.kind <> 'call'
	), hundred AS (
		SELECT part, state, count(*) AS n
		  FROM (SELECT part, state, row_number() OVER (PARTITION BY part ORDER BY id DESC) AS place FROM recent) r
		 WHERE place <= 100 GROUP BY part, state
	), n AS (
		SELECT (SELECT count(*) FROM outbox WHERE state = 'ready' AND run_at <= $1) + (SELECT count(*) FROM outbox WHERE state = 'leased') AS due,
		       (SELECT count(*) FROM reminder WHERE state = 'planned') AS scheduled,
		       (SELECT count(*) FROM reminder WHERE state = 'planned' AND due_at > $1 - interval '7 days' AND due_at <= $1) AS overdue,
		       (SELECT count(*) FROM message WHERE state = 'failed') AS failed,
		       (SELECT count(*) FROM inbox WHERE state = 'new') + (SELECT due FROM rule_figures($1)) AS behind,
		       (SELECT count(*) FROM subscription_event WHERE state IN ('ready', 'leased')) AS pushes,
		       (SELECT count(DISTINCT user_id) FROM session WHERE seen_at > $1 - interval '7 days') AS people
	), of AS (
		SELECT coalesce(json_object_agg(part || ' ' || state, hundred.n), '{}')::jsonb AS hundred FROM hundred
	), store AS (
		SELECT json_build_object('name', '', 'update_sequence', -1, 'doc_count', -1, 'doc_del_count', -1, 'fragmentation', -1,
		    'sizes', json_build_object('active', -1, 'file', -1), 'view_indexes', '[]'::json) AS unknown
	)
	SELECT json_build_object(
		'version', json_build_object('app', '', 'node', '', 'couchdb', ''),
		'couchdb', json_build_object('medic', unknown, 'sentinel', unknown, 'usersmeta', unknown, 'users', unknown),
		'date', json_build_object('current', ms($1), 'uptime', -1),
		'sentinel', json_build_object('backlog', n.behind),
		'messaging', json_build_object('outgoing', json_build_object(
		    'total', json_build_object('due', n.due, 'scheduled', n.scheduled, 'muted', -1, 'failed', n.failed, 'delivered', -1),
		    'seven_days', json_build_object('due', (SELECT count(*) FROM recent WHERE part = 'pending'), 'scheduled', n.overdue,
			'muted', (SELECT count(*) FROM recent WHERE part = 'muted'), 'failed', (SELECT count(*) FROM recent WHERE state = 'failed'),
			'delivered', (SELECT count(*) FROM recent WHERE state = 'delivered')),
		    'last_hundred', json_build_object(
			'pending', json_build_object('pending', coalesce((hundred ->> 'pending queued')::int, 0) + coalesce((hundred ->> 'pending held')::int, 0),
			    'forwarded-to-gateway', coalesce((hundred ->> 'pending sending')::int, 0) + coalesce((hundred ->> 'pending unsure')::int, 0),
			    'received-by-gateway', -1, 'forwarded-by-gateway', -1),
			'final', json_build_object('sent', coalesce((hundred ->> 'final sent')::int, 0),
			    'delivered', coalesce((hundred ->> 'final delivered')::int, 0), 'failed', coalesce((hundred ->> 'final failed')::int, 0)),
			'muted', json_build_object('denied', -1, 'cleared', coalesce((hundred ->> 'muted cancelled')::int, 0), 'muted', -1, 'duplicate', -1)))),
		'outbound_push', json_build_object('backlog', n.pushes),
		'feedback', json_build_object('count', -1), 'conflict', json_build_object('count', 0),
		'replication_limit', json_build_object('count', 0), 'connected_users', json_build_object('count', n.people))
	  FROM n, of, store
$$;
REVOKE EXECUTE ON FUNCTION cht_monitoring(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cht_monitoring(timestamptz) TO aftercare_api;
