-- Texts leave by an SMS gateway that comes for them (docs/cht.md): which facilities' do, what was handed to which, and what
-- has been heard of it.

-- By whose gateway the texts of a facility leave; NULL: by RapidPro.
ALTER TABLE place ADD gateway_id bigint REFERENCES client;
-- The trail has what is given, not what is taken away: that the texts leave by RapidPro again is a line, too.
CREATE FUNCTION place_road_told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO audit (at, user_id, action, object, object_id, change)
	VALUES (business_now(), my_id(), 'update', 'place', NEW.id,
	    jsonb_build_object('gateway_id', jsonb_build_array(OLD.gateway_id, NULL)));
	RETURN NULL;
END $$;
CREATE TRIGGER audit_road AFTER UPDATE OF gateway_id ON place FOR EACH ROW
	WHEN (OLD.gateway_id IS NOT NULL AND NEW.gateway_id IS NULL) EXECUTE FUNCTION place_road_told();
REVOKE EXECUTE ON FUNCTION place_road_told() FROM PUBLIC;
-- When a gateway last came for texts.
ALTER TABLE client ADD fetched_at timestamptz;

-- A text that a gateway was handed is in flight: nobody else takes it, and no other text to this phone leaves.
ALTER TABLE outbox DROP CONSTRAINT outbox_state_check,
	ADD CONSTRAINT outbox_state_check CHECK (state IN ('ready', 'leased', 'unsure', 'accepted', 'handed', 'done', 'parked', 'cancelled', 'held'));
DROP INDEX outbox_in_flight;
CREATE UNIQUE INDEX outbox_in_flight ON outbox (phone_id) WHERE kind = 'text' AND state IN ('leased', 'unsure', 'accepted', 'handed');

-- To whom, and how far it has come there.  With this client it stays, whatever the facility's setting is later.
--	offered		it has said nothing of it: it is offered again, by the same id
--	taken		it has it
--	over		it has said what became of it, or a person decides
CREATE TABLE handed (
	outbox_id	bigint PRIMARY KEY REFERENCES outbox ON DELETE CASCADE,
	client_id	bigint NOT NULL REFERENCES client,
	state		text NOT NULL DEFAULT 'offered' CHECK (state IN ('offered', 'taken', 'over')),
	handed_at	timestamptz NOT NULL,
	offered_at	timestamptz NOT NULL,		-- last
	offers		integer NOT NULL DEFAULT 1,
	said		text NOT NULL DEFAULT '' CHECK (length(said) <= 20), -- the gateway's own word
	said_at		timestamptz
);
CREATE INDEX handed_offered ON handed (handed_at) WHERE state = 'offered';
CREATE INDEX handed_taken ON handed (said_at) WHERE state = 'taken';
ALTER TABLE handed ENABLE ROW LEVEL SECURITY;
ALTER TABLE handed FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON handed TO aftercare_worker USING (true);
GRANT SELECT, UPDATE (state) ON handed TO aftercare_worker;

-- What leaves by a gateway, and by whose: facilities, and 0 for what is nobody's yet, if all open facilities have the same one.
CREATE FUNCTION sms_roads() RETURNS TABLE (place_id bigint, client_id bigint) LANGUAGE sql STABLE AS $$
	SELECT p.id, p.gateway_id FROM place p WHERE p.gateway_id IS NOT NULL
	 UNION ALL
	SELECT 0, min(p.gateway_id) FROM place p WHERE p.kind = 'facility' AND p.active
	HAVING count(*) = count(p.gateway_id) AND count(DISTINCT p.gateway_id) = 1
$$;

-- Clients that may come for a facility's texts: they may bring some, and the facility is one of theirs.
CREATE FUNCTION sms_gateway_clients(which bigint, at_ timestamptz) RETURNS TABLE (id bigint, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT u.id, u.name
	  FROM app_user u JOIN client c ON c.user_id = u.id JOIN user_place up ON up.user_id = u.id AND up.place_id = $1
	 WHERE my_role() = 'admin' AND client_stands(u.id, $2)
	   AND EXISTS (SELECT FROM unnest(c.scopes) s WHERE s ~ '^system/(Communication|\*)\.c')
	 ORDER BY u.name, u.id
$$;

-- What a gateway is to be given now, the most urgent first, and what it has said nothing of before what is new.  As
-- outbox_claim.sql has it for the worker.  What was due by day is not handed out in the quiet hours that began since then
-- (quiet, and from when): it waits for their end.
CREATE FUNCTION sms_gateway_fetch(at_ timestamptz, most integer, again_seconds integer, hours integer, quiet bigint[], since timestamptz[],
    from_address text) RETURNS TABLE (id uuid, phone text, body text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	who constant bigint := my_id();
	places bigint[];
	fresh bigint[];
BEGIN
	IF session_user <> 'aftercare_api' OR who IS NULL THEN
		RAISE insufficient_privilege USING MESSAGE = 'texts are handed to gateways alone';
	END IF;
	-- Those that come at the same time with one token wait here for each other.
	UPDATE client SET fetched_at = at_ WHERE user_id = who;
	places := ARRAY(SELECT r.place_id FROM sms_roads() r
	                 WHERE r.client_id = who AND (r.place_id = 0 OR r.place_id = ANY (my_places())));

	-- For most clients there is never anything.
	IF cardinality(places) > 0 THEN
		-- A call that was for several becomes a text to each, as in outbox_split.sql.
		WITH due AS (
			SELECT o.id FROM outbox o
			 WHERE o.kind = 'checkin' AND o.state = 'ready' AND o.run_at <= at_ AND coalesce(o.place_id, 0) = ANY (places)
			   AND (o.good_until IS NULL OR o.good_until >= at_)
			 ORDER BY o.priority, o.run_at, o.id LIMIT 20 FOR UPDATE SKIP LOCKED
		), batch AS (
			UPDATE outbox o SET state = 'cancelled', finished_at = at_, reason = 'sent one by one' FROM due WHERE o.id = due.id
			RETURNING o.*
		), each AS (
			SELECT m.id AS message_id, m.phone_id, gen_random_uuid() AS key, b.place_id, b.body, b.good_until, b.priority, b.clinical,
			       b.run_at, b.created_at, b.created_by
			  FROM batch b JOIN message m ON m.outbox_id = b.id
			 WHERE m.rapidpro_id IS NULL AND m.state IN ('held', 'queued', 'sending', 'unsure')
		), texts AS (
			INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, good_until, created_at, created_by)
			SELECT e.key, 'text', e.place_id, e.phone_id, e.body, e.priority, e.clinical, e.run_at, e.good_until, e.created_at, e.created_by
			  FROM each e
			RETURNING outbox.id, outbox.key
		)
		UPDATE message m SET outbox_id = t.id, state = 'queued' FROM each e JOIN texts t ON t.key = e.key WHERE m.id = e.message_id;

		-- Two gateways, or one and the worker, may meet at one phone: the other has it, and this one comes again.
		BEGIN
			WITH next AS (
				SELECT o.id FROM outbox o
				 WHERE o.kind = 'text' AND o.state = 'ready' AND o.run_at <= at_ AND o.priority < 20
				   AND coalesce(o.place_id, 0) = ANY (places)
				   AND (o.good_until IS NULL OR o.good_until >= at_)
				   AND (o.good_until IS NOT NULL OR coalesce(o.released_at, o.created_at) >= at_ - make_interval(hours => hours)
				        OR NOT EXISTS (SELECT FROM message m WHERE m.outbox_id = o.id))
				   AND NOT EXISTS (SELECT FROM unnest(quiet, since) q (place_id, began) WHERE q.place_id = o.place_id AND o.run_at < q.began)
				   AND NOT EXISTS (SELECT FROM message m WHERE m.outbox_id = o.id AND m.rapidpro_id IS NOT NULL)
				   AND (SELECT count(*) FROM outbox f
				         WHERE f.phone_id = o.phone_id AND f.kind = 'text' AND f.state IN ('leased', 'unsure', 'accepted', 'handed')) = 0
				   AND (SELECT count(*) FROM outbox f
				         WHERE f.phone_id = o.phone_id AND f.kind = 'text' AND f.state || '' = 'ready'
				           AND (f.good_until IS NULL OR f.good_until >= at_)
				           AND CASE WHEN f.priority = 1 AND o.priority = 1 THEN f.id < o.id
				                    WHEN f.priority = 1 AND (SELECT count(*) FROM outbox g
				                          WHERE g.phone_id = o.phone_id AND g.kind = 'text' AND g.state || '' = 'ready' AND g.priority = 1
				                            AND g.id < f.id AND g.run_at > at_ AND (g.good_until IS NULL OR g.good_until >= at_)) > 0 THEN false
				                    ELSE f.run_at <= at_ AND (f.priority, f.run_at, f.id) < (o.priority, o.run_at, o.id) END) = 0
				 ORDER BY o.priority, o.run_at, o.id LIMIT most
				   FOR UPDATE OF o SKIP LOCKED
			), taken AS (
				UPDATE outbox o SET state = 'handed', sent_at = at_, reason = '', owner = NULL, lease_until = NULL, hold_until = NULL,
				       attempt = o.attempt + 1, sends = o.sends + 1, params = jsonb_build_object('by', 'gateway')
				  FROM next WHERE o.id = next.id
				RETURNING o.id
			)
			SELECT array_agg(t.id) INTO fresh FROM taken t;
		EXCEPTION WHEN unique_violation THEN
			fresh := NULL;
		END;
	END IF;

	-- What is new and goes now or not: what there is no room for is as it was.
	RETURN QUERY
	WITH old AS (
		SELECT o.id, o.priority, o.run_at, true AS before
		  FROM handed h JOIN outbox o ON o.id = h.outbox_id
		 WHERE h.client_id = who AND h.state = 'offered' AND o.state = 'handed'
		   -- Ever more rarely: what it never takes must not stand in the way of the rest.
		   AND h.offered_at <= at_ - least(make_interval(secs => again_seconds * power(2, least(h.offers, 10) - 1)), interval '30 minutes')
		   AND (o.good_until IS NULL OR o.good_until >= at_)
		   AND NOT EXISTS (SELECT FROM unnest(quiet, since) q (place_id, began) WHERE q.place_id = o.place_id AND o.run_at < q.began)
		   AND NOT EXISTS (SELECT FROM message m LEFT JOIN patient p ON p.id = m.patient_id JOIN phone ph ON ph.id = m.phone_id
		                    WHERE m.outbox_id = o.id
		                      AND (m.rapidpro_id IS NOT NULL OR p.opted_out_at IS NOT NULL OR ph.stopped_at IS NOT NULL))
		 ORDER BY o.priority, o.run_at, o.id LIMIT most
		   FOR UPDATE OF h SKIP LOCKED
	), all_of AS (
		SELECT * FROM old
		 UNION ALL
		SELECT o.id, o.priority, o.run_at, false FROM outbox o WHERE o.id = ANY (fresh)
	), go AS (
		SELECT a.*, row_number() OVER (ORDER BY a.priority, NOT a.before, a.run_at, a.id) AS place FROM all_of a
	), back AS (
		UPDATE outbox o SET state = 'ready', sent_at = NULL, attempt = o.attempt - 1, sends = o.sends - 1, params = o.params - 'by'
		  FROM go WHERE go.place > most AND NOT go.before AND o.id = go.id
	), noted AS (
		INSERT INTO handed AS h (outbox_id, client_id, handed_at, offered_at)
		SELECT go.id, who, at_, at_ FROM go WHERE go.place <= most
		    ON CONFLICT (outbox_id) DO UPDATE SET offered_at = at_, offers = h.offers + 1
	), shown AS (
		UPDATE message m SET state = 'sending', reason = 'handed' FROM go
		 WHERE go.place <= most AND NOT go.before AND m.outbox_id = go.id AND m.state IN ('held', 'queued')
	), trail AS (
		INSERT INTO audit (at, user_id, action, object, object_id, address)
		SELECT at_, who, 'read', 'message', m.id, from_address
		  FROM go JOIN message m ON m.outbox_id = go.id WHERE go.place <= most AND NOT go.before
	)
	SELECT o.key, ph.e164, o.body
	  FROM go JOIN outbox o ON o.id = go.id JOIN phone ph ON ph.id = o.phone_id
	 WHERE go.place <= most ORDER BY go.place;
END $$;

-- What a gateway says of texts that it was handed, [{"id", "status", "reason"}]: states only move forward, what is told again
-- changes nothing, and what is not its own is left.
CREATE FUNCTION sms_gateway_said(updates jsonb, at_ timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	who constant bigint := my_id();
	u record;
	shown text;
	taken integer := 0;
BEGIN
	IF session_user <> 'aftercare_api' OR who IS NULL THEN
		RAISE insufficient_privilege USING MESSAGE = 'gateways alone say what became of texts';
	END IF;
	-- One after the other, by the same token and with the worker.
	PERFORM FROM outbox o WHERE o.key = ANY (ARRAY(SELECT sms_gateway_key(t.id) FROM jsonb_to_recordset(updates) AS t (id text)))
	  ORDER BY o.id FOR UPDATE;
	FOR u IN
		SELECT o.id, h.said, s.status, left(coalesce(s.reason, ''), 200) AS reason,
		       CASE s.status WHEN 'UNSENT' THEN 'sending' WHEN 'PENDING' THEN 'sending' WHEN 'SENT' THEN 'sent'
		           WHEN 'DELIVERED' THEN 'delivered' WHEN 'FAILED' THEN 'failed' ELSE 'sending' END AS state
		  FROM (SELECT sms_gateway_key(t.id) AS key, upper(left(t.status, 20)) AS status, t.reason, row_number() OVER () AS n
		          FROM jsonb_to_recordset(updates) AS t (id text, status text, reason text)) s
		  JOIN outbox o ON o.key = s.key
		  JOIN handed h ON h.outbox_id = o.id AND h.client_id = who
		 WHERE s.status <> ''
		 ORDER BY s.n
	LOOP
		UPDATE handed h SET said = u.status, said_at = at_,
		       state = CASE u.state WHEN 'sending' THEN 'taken' ELSE 'over' END
		 WHERE h.outbox_id = u.id AND sms_gateway_word_rank(u.status) > sms_gateway_word_rank(h.said);
		IF NOT FOUND THEN
			CONTINUE;
		END IF;
		taken := taken + 1;
		UPDATE outbox o SET state = CASE u.state WHEN 'failed' THEN 'parked' ELSE 'done' END, finished_at = at_,
		       reason = CASE u.state WHEN 'failed' THEN left('gateway: ' || u.reason, 300) ELSE '' END
		 WHERE o.id = u.id AND o.state IN ('handed', 'done', 'parked');
		shown := NULL;
		WITH moved AS (
			UPDATE message m
			   SET state = u.state,
			       sent_at = CASE WHEN u.state IN ('sent', 'delivered') THEN coalesce(m.sent_at, at_) ELSE m.sent_at END,
			       delivered_at = CASE WHEN u.state = 'delivered' THEN at_ END,
			       reason = CASE u.state WHEN 'failed' THEN 'gateway: ' || u.reason WHEN 'sending' THEN 'taken' ELSE '' END
			 WHERE m.outbox_id = u.id AND (message_rank(u.state) > message_rank(m.state) OR (m.state = 'sending' AND u.state = 'sending'))
			RETURNING m.thread_id, m.phone_id
		), thread_told AS (
			UPDATE thread t SET failed = u.state = 'failed' FROM moved
			 WHERE t.id = moved.thread_id AND u.state IN ('failed', 'delivered') AND t.failed IS DISTINCT FROM (u.state = 'failed')
		), phone_told AS (
			UPDATE phone ph SET failed_at = NULL, failure = '' FROM moved WHERE ph.id = moved.phone_id AND u.state = 'delivered' AND ph.failed_at IS NOT NULL
		)
		SELECT u.state INTO shown FROM moved;
		IF shown = 'delivered' THEN
			UPDATE gateway SET delivered_at = at_ WHERE delivered_at IS NULL OR delivered_at < at_ - interval '5 seconds';
		END IF;
	END LOOP;
	RETURN taken;
END $$;
-- The id of a text as it is ours; NULL for what cannot be one.
CREATE FUNCTION sms_gateway_key(id text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN id::uuid END
$$;
-- How far a gateway's own word says that a text has come; what it does not know says that the gateway has it.
CREATE FUNCTION sms_gateway_word_rank(word text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE word WHEN '' THEN 0 WHEN 'UNSENT' THEN 1 WHEN 'PENDING' THEN 2 WHEN 'SENT' THEN 3 WHEN 'FAILED' THEN 4
	    WHEN 'DELIVERED' THEN 5 ELSE 1 END
$$;

-- What the gateways' texts wait for, of the reader's facilities: for the line's health.
CREATE FUNCTION sms_gateway_lines(at_ timestamptz)
RETURNS TABLE (client_id bigint, name text, places text, fetched_at timestamptz, stands boolean, waiting bigint, oldest timestamptz, offered bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT u.id, u.name, of.places, c.fetched_at, client_stands(u.id, $1), w.waiting, w.oldest,
	       (SELECT count(*) FROM handed h WHERE h.client_id = u.id AND h.state = 'offered')
	  FROM (SELECT p.gateway_id, string_agg(p.name, ', ' ORDER BY p.name) AS places, array_agg(p.id) AS ids FROM place p
	         WHERE p.gateway_id IS NOT NULL AND (my_role() = 'admin' OR (my_role() = 'supervisor' AND p.id = ANY (my_places())))
	         GROUP BY p.gateway_id) of
	  JOIN app_user u ON u.id = of.gateway_id JOIN client c ON c.user_id = u.id
	 CROSS JOIN LATERAL (SELECT count(*) AS waiting, min(o.run_at) AS oldest FROM outbox o
	                      WHERE o.state = 'ready' AND o.run_at <= $1 AND o.priority < 20 AND o.kind <> 'flow' AND o.place_id = ANY (of.ids)) w
	 ORDER BY u.name, u.id
$$;

-- Facilities whose gateway has not come for ten minutes, or may not come for them any more, while a text has waited as long
-- for it; or it is slow.  Not what waits for the end of the quiet hours, so that nobody is told of it by night.
CREATE FUNCTION sms_gateway_late(at_ timestamptz) RETURNS TABLE (place_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT p.id FROM place p JOIN client c ON c.user_id = p.gateway_id
	 CROSS JOIN LATERAL (SELECT at_ AT TIME ZONE p.zone AS now) l
	 CROSS JOIN LATERAL (SELECT CASE WHEN p.quiet_from = p.quiet_until THEN NULL
	          WHEN p.quiet_from < p.quiet_until THEN CASE WHEN l.now::time >= p.quiet_from AND l.now::time < p.quiet_until THEN l.now::date + p.quiet_from END
	          WHEN l.now::time >= p.quiet_from THEN l.now::date + p.quiet_from
	          WHEN l.now::time < p.quiet_until THEN l.now::date - 1 + p.quiet_from END AT TIME ZONE p.zone AS began) q
	 WHERE EXISTS (SELECT FROM outbox o
	                WHERE o.state = 'ready' AND o.kind <> 'flow' AND o.priority < 20 AND o.place_id = p.id AND (o.good_until IS NULL OR o.good_until >= at_)
	                  AND (q.began IS NULL OR o.run_at >= q.began)
	                  AND o.run_at <= at_ - CASE
	                      WHEN c.fetched_at IS NULL OR c.fetched_at < at_ - interval '10 minutes' OR NOT client_stands(c.user_id, at_)
	                           OR NOT EXISTS (SELECT FROM user_place up WHERE up.user_id = c.user_id AND up.place_id = p.id)
	                          THEN interval '10 minutes'
	                      WHEN o.priority <= 3 THEN interval '15 minutes' ELSE interval '1 hour' END)
$$;
REVOKE EXECUTE ON FUNCTION sms_roads(), sms_gateway_key(text), sms_gateway_clients(bigint, timestamptz), sms_gateway_word_rank(text), sms_gateway_said(jsonb, timestamptz),
    sms_gateway_fetch(timestamptz, integer, integer, integer, bigint[], timestamptz[], text), sms_gateway_lines(timestamptz), sms_gateway_late(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sms_roads() TO aftercare_worker, aftercare_site;
GRANT EXECUTE ON FUNCTION sms_gateway_clients(bigint, timestamptz), sms_gateway_lines(timestamptz),
    sms_gateway_fetch(timestamptz, integer, integer, integer, bigint[], timestamptz[], text), sms_gateway_said(jsonb, timestamptz) TO aftercare_site;
GRANT EXECUTE ON FUNCTION sms_gateway_late(timestamptz) TO aftercare_worker;

-- As before, with what a gateway said.
CREATE OR REPLACE FUNCTION delivery_reason(state text, reason text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE
	    WHEN state = 'unsure' THEN 'unsure'
	    WHEN reason = '' THEN 'network'
	    WHEN reason LIKE 'gateway:%' THEN 'gateway'
	    WHEN reason ~* '(in time|too late|too old|expired)' THEN 'late'
	    WHEN reason ~* '(stopped|blocked|opted out|inactive|archived)' THEN 'blocked'
	    WHEN reason ~* '(number|urn|destination|not in use|absent)' THEN 'number'
	    WHEN reason ~* '(network|reach|switched|undeliver|deliver)' THEN 'network'
	    ELSE 'refused' END
$$;

-- As before: it is a fault of ours.
CREATE OR REPLACE FUNCTION fhir_communication(m message) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('resourceType', 'Communication', 'id', m.id::text,
		'meta', json_build_object('lastUpdated', fhir_instant(m.changed_at)),
		'identifier', CASE WHEN m.rapidpro_id IS NOT NULL THEN json_build_array(json_build_object('system', 'urn:aftercare:rapidpro-message', 'value', m.rapidpro_id)) END,
		'status', fhir_message_status(m.state),
		'statusReason', CASE WHEN m.state IN ('failed', 'cancelled') THEN json_build_object('coding', json_build_array(json_build_object(
		    'system', 'http://terminology.hl7.org/CodeSystem/communication-not-done-reason',
		    'code', CASE WHEN m.state = 'cancelled' THEN 'unknown' ELSE CASE delivery_reason(m.state, m.reason) WHEN 'number' THEN 'invalid-phone-number'
		        WHEN 'blocked' THEN 'patient-objection' WHEN 'network' THEN 'recipient-unavailable' WHEN 'late' THEN 'system-error'
		        WHEN 'refused' THEN 'system-error' WHEN 'gateway' THEN 'system-error' ELSE 'unknown' END END)),
		    'text', nullif(m.reason, '')) END,
		'category', json_build_array(fhir_coding('urn:aftercare:message-direction', m.direction, CASE m.direction WHEN 'in' THEN 'inbound' ELSE 'outbound' END)),
		'medium', json_build_array(fhir_text(CASE m.kind WHEN 'call' THEN 'Phone call' ELSE 'SMS' END)),
		'subject', fhir_man(m.patient_id, NULL),
		'sent', CASE WHEN m.direction = 'out' THEN fhir_instant(m.sent_at) END, 'received', CASE m.direction WHEN 'in' THEN fhir_instant(m.at)
		    ELSE fhir_instant(m.delivered_at) END,
		'recipient', CASE WHEN m.direction = 'out' AND m.patient_id IS NOT NULL THEN json_build_array(fhir_man(m.patient_id, NULL)) END,
		'sender', CASE m.direction WHEN 'in' THEN fhir_man(m.patient_id, NULL) ELSE fhir_person(m.author_id) END,
		'payload', json_build_array(json_build_object('contentString', m.body))))
$$;

-- A facility's gateway does not come for its texts.
ALTER TABLE trouble DROP CONSTRAINT trouble_kind_check,
	ADD CONSTRAINT trouble_kind_check CHECK (kind IN ('unreachable', 'token', 'flow', 'group', 'waiting', 'failing', 'silence', 'unheard', 'gateway')),
	DROP CONSTRAINT trouble_check,
	ADD CONSTRAINT trouble_check CHECK (place_id IS NULL OR kind IN ('silence', 'unheard', 'gateway'));
CREATE OR REPLACE FUNCTION trouble_heaviest(mine bigint[]) RETURNS text LANGUAGE sql STABLE SET search_path = public AS $$
	SELECT coalesce((SELECT kind FROM trouble
	  WHERE ended_at IS NULL AND (place_id IS NULL OR mine IS NULL OR place_id = ANY (mine))
	  ORDER BY array_position(ARRAY['token', 'unreachable', 'flow', 'gateway', 'waiting', 'silence', 'failing', 'unheard', 'group'], kind) LIMIT 1), '')
$$;
-- As before, with what gateways were handed and have said nothing of.
CREATE OR REPLACE FUNCTION metrics(at timestamptz) RETURNS TABLE (name text, label text, value bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	WITH waiting AS (
		SELECT count(*) AS n, min(run_at) FILTER (WHERE run_at <= at) AS oldest
		  FROM outbox WHERE state = 'ready'
	), unsure AS (
		SELECT count(*) AS n, min(sent_at) AS oldest FROM outbox WHERE state = 'unsure'
	), held AS (
		SELECT count(*) AS n, min(held_at) AS oldest FROM outbox WHERE state = 'held'
	), mails AS (
		SELECT count(*) AS n, min(created_at) AS oldest FROM mail WHERE state IN ('ready', 'leased')
	), unread AS (
		SELECT count(*) AS n, min(received_at) AS oldest FROM inbox WHERE state = 'new'
	), rules AS (
		SELECT * FROM rule_figures(at)
	), figure (name, label, value, since) AS (
		SELECT 'outbox_rows', 'ready', n, NULL::timestamptz FROM waiting
		UNION ALL SELECT 'outbox_rows', 'leased', count(*), NULL FROM outbox WHERE state = 'leased'
		UNION ALL SELECT 'outbox_rows', 'handed', count(*), NULL FROM handed WHERE handed.state = 'offered'
		UNION ALL SELECT 'outbox_rows', 'unsure', n, NULL FROM unsure
		UNION ALL SELECT 'outbox_rows', 'held', n, NULL FROM held
		UNION ALL SELECT 'outbox_oldest_seconds', 'ready', NULL, oldest FROM waiting
		UNION ALL SELECT 'outbox_oldest_seconds', 'unsure', NULL, oldest FROM unsure
		UNION ALL SELECT 'outbox_oldest_seconds', 'held', NULL, oldest FROM held
		UNION ALL SELECT 'outbox_parked_day', '', count(*), NULL FROM outbox
		           WHERE state = 'parked' AND finished_at > at - interval '1 day'
		UNION ALL SELECT 'reminder_oldest_seconds', '', NULL, min(due_at) FROM reminder
		           WHERE state = 'planned' AND due_at <= at
		UNION ALL SELECT 'inbox_rows', 'new', n, NULL FROM unread
		UNION ALL SELECT 'inbox_rows', 'parked', inbox_parked(), NULL
		UNION ALL SELECT 'inbox_oldest_seconds', 'new', NULL, oldest FROM unread
		UNION ALL SELECT 'webhook_lag_seconds', '',
		                 extract(epoch FROM max(coalesce(done_at, at) - received_at))::bigint, NULL
		            FROM inbox WHERE source = 'webhook' AND received_at > at - interval '5 minutes'
		UNION ALL (SELECT 'feed_age_seconds', f.name, NULL, read_at FROM feed f ORDER BY f.name)
		UNION ALL (SELECT 'feed_checkpoint_age_seconds', f.name, NULL, checkpoint FROM feed f ORDER BY f.name)
		UNION ALL SELECT 'workers', '', count(*), NULL FROM worker WHERE seen_at > at - interval '1 minute'
		UNION ALL SELECT 'worker_age_seconds', '', NULL, max(seen_at) FROM worker
		UNION ALL SELECT 'rapidpro_age_seconds', '', NULL, reached_at FROM gateway
		UNION ALL SELECT 'rapidpro_failures', '', failures, NULL FROM gateway
		UNION ALL SELECT 'rapidpro_paused', '', (paused_until > at)::integer, NULL FROM gateway
		UNION ALL SELECT 'rapidpro_token_refused', '', (token_refused_at IS NOT NULL)::integer, NULL FROM gateway
		UNION ALL (SELECT 'troubles_open', k.kind, count(t.id), NULL
		             FROM unnest(ARRAY['failing', 'flow', 'gateway', 'group', 'silence', 'token', 'unheard', 'unreachable', 'waiting']) k (kind)
		             LEFT JOIN trouble t ON t.kind = k.kind AND t.ended_at IS NULL GROUP BY k.kind ORDER BY k.kind)
		UNION ALL SELECT 'trouble_oldest_seconds', '', NULL, min(began_at) FROM trouble WHERE ended_at IS NULL
		UNION ALL SELECT 'mail_waiting', '', n, NULL FROM mails
		UNION ALL SELECT 'mail_oldest_seconds', '', NULL, oldest FROM mails
		UNION ALL SELECT 'mail_failed_day', '', count(*), NULL FROM mail
		           WHERE state = 'failed' AND finished_at > at - interval '1 day'
		UNION ALL SELECT 'case_steps_day', '', count(*), NULL FROM case_notice n WHERE n.at > metrics.at - interval '1 day' AND n.at <= metrics.at
		UNION ALL SELECT 'rules_due', '', due, NULL FROM rules
		UNION ALL SELECT 'rules_oldest_seconds', '', NULL, oldest FROM rules
		UNION ALL SELECT 'rules_failures', '', failures, NULL FROM rules
	)
	SELECT f.name, f.label, coalesce(f.value, greatest(0, extract(epoch FROM at - f.since)::bigint))
	  FROM figure f WHERE f.value IS NOT NULL OR f.since IS NOT NULL
$$;
