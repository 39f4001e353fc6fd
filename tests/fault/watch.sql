-- What the fault run keeps for itself: what was wished for, every state that a
-- row of the outbox went through, and the kills; and how all of it is judged.
CREATE SCHEMA fault;
CREATE TABLE fault.wish (
	n bigint PRIMARY KEY, phone_id bigint, key uuid UNIQUE, body text, clinical boolean, priority integer
);
CREATE TABLE fault.answer (n bigint PRIMARY KEY, urn text, text text);
CREATE TABLE fault.trail (
	n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	outbox_id bigint, state text, owner uuid, attempt integer, looked integer, reason text
);
CREATE INDEX ON fault.trail (outbox_id, n);
CREATE TABLE fault.killing (
	n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	worker uuid, held bigint[] NOT NULL
);

CREATE FUNCTION fault.keep_trail() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	INSERT INTO fault.trail (outbox_id, state, owner, attempt, looked, reason)
	VALUES (NEW.id, NEW.state, NEW.owner, NEW.attempt, NEW.looked, NEW.reason);
	RETURN NULL;
END $$;
CREATE TRIGGER fault_trail AFTER INSERT OR UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION fault.keep_trail();

CREATE FUNCTION fault.note_kill(dead uuid) RETURNS void LANGUAGE sql AS $$
	INSERT INTO fault.killing (worker, held)
	SELECT dead, coalesce(array_agg(id), '{}') FROM outbox
	 WHERE owner = dead AND state IN ('leased', 'unsure', 'accepted')
$$;

-- The switches are cleared before the end: what they did is kept.
CREATE TABLE fault.struck (name text, calls bigint);
CREATE FUNCTION fault.keep_struck() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	INSERT INTO fault.struck VALUES (OLD.name, OLD.fired);
	RETURN NULL;
END $$;
CREATE TRIGGER fault_struck AFTER DELETE ON sim.fault FOR EACH ROW WHEN (OLD.fired > 0)
	EXECUTE FUNCTION fault.keep_struck();

CREATE FUNCTION fault.holds(who uuid) RETURNS boolean LANGUAGE sql AS $$
	SELECT EXISTS (SELECT FROM outbox WHERE owner = who AND state IN ('leased', 'unsure', 'accepted'))
$$;

-- On its way --------------------------------------------------------------------

CREATE FUNCTION fault.what_is_open() RETURNS TABLE (what text, how_many bigint) LANGUAGE sql AS $$
	SELECT * FROM (
		SELECT 'outbox ' || state, count(*) FROM outbox
		 WHERE state IN ('ready', 'leased', 'unsure', 'accepted') GROUP BY state
		UNION ALL SELECT 'inbox', count(*) FROM inbox WHERE state = 'new' AND source <> 'run'
		UNION ALL SELECT 'reminder', count(*) FROM reminder WHERE state = 'planned' AND due_at <= business_now()
		UNION ALL SELECT 'starts', count(*) FROM sim.start WHERE status IN ('pending', 'starting')
		UNION ALL SELECT 'sprints', count(*) FROM sim.sprint
		UNION ALL SELECT 'strays', count(*) FROM sim.stray
		UNION ALL SELECT 'texts under way', count(*) FROM sim.message WHERE next_at IS NOT NULL
		UNION ALL SELECT 'messages without the last word', count(*)
		  FROM message m JOIN sim.message s ON s.id::text = m.rapidpro_id
		 WHERE s.status = 'delivered' AND m.direction = 'out' AND m.state <> 'delivered'
		UNION ALL SELECT 'answers not read', greatest(0,
		       (SELECT count(*) FROM sim.message WHERE direction = 'in')
		     - (SELECT count(*) FROM message WHERE direction = 'in'))) o (what, how_many)
	 WHERE how_many > 0
$$;
CREATE FUNCTION fault.open() RETURNS bigint LANGUAGE sql AS
	$$ SELECT coalesce(sum(how_many), 0) FROM fault.what_is_open() $$;

-- The judgement -----------------------------------------------------------------

-- Of each text to each number: how often it was wanted, how often RapidPro was
-- asked for it, and how often a page says that it did not or may not have left.
CREATE VIEW fault.balance AS
	SELECT number, body, coalesce(wanted, 0) AS wanted, coalesce(shown, 0) AS shown, coalesce(asked, 0) AS asked
	  FROM (SELECT ph.e164 AS number, m.body, count(*) AS wanted,
		       count(*) FILTER (WHERE m.state IN ('failed', 'unsure') AND m.reason <> '') AS shown
		  FROM message m JOIN phone ph ON ph.id = m.phone_id
		 WHERE m.direction = 'out' AND m.state <> 'cancelled' GROUP BY 1, 2) ours
	  FULL JOIN (SELECT substr(urn, 5) AS number, text AS body, count(*) AS asked
		  FROM sim.ledger GROUP BY 1, 2) theirs USING (number, body);

CREATE VIEW fault.incoming AS
	SELECT number, body, coalesce(said, 0) AS said, coalesce(kept, 0) AS kept
	  FROM (SELECT substr(urn, 5) AS number, text AS body, count(*) AS said FROM sim.message
		 WHERE direction = 'in' GROUP BY 1, 2) theirs
	  FULL JOIN (SELECT ph.e164 AS number, m.body, count(*) AS kept
		  FROM message m JOIN phone ph ON ph.id = m.phone_id
		 WHERE m.direction = 'in' GROUP BY 1, 2) ours USING (number, body);

-- From the death of a worker to when another took up each row that it held, and to
-- when its fate was certain.
CREATE VIEW fault.recovery AS
	SELECT k.n, o.id AS outbox_id,
	       extract(epoch FROM (SELECT min(t.at) FROM fault.trail t
		 WHERE t.outbox_id = o.id AND t.at > k.at) - k.at) AS taken,
	       extract(epoch FROM (SELECT min(t.at) FROM fault.trail t
		 WHERE t.outbox_id = o.id AND t.at > k.at AND t.state IN ('accepted', 'done', 'parked', 'cancelled'))
	           - k.at) AS seconds
	  FROM fault.killing k, unnest(k.held) o (id);

CREATE FUNCTION fault.complaints(mode text)
RETURNS TABLE (what text, words text) LANGUAGE sql AS $$
	SELECT 'lost', format('%s x "%s" of %s', wanted - asked, body, wanted)
	  FROM fault.balance WHERE wanted - shown > asked
	UNION ALL SELECT 'sent_twice', format('%s x "%s" of %s', asked - wanted, body, wanted)
	  FROM fault.balance WHERE wanted > 0 AND asked > wanted
	UNION ALL SELECT 'sent_twice', format('intent %s: %s times', intent, count(*))
	  FROM sim.ledger WHERE intent IS NOT NULL GROUP BY intent HAVING count(*) > 1
	UNION ALL SELECT 'unexplained', format('nobody wanted "%s"', body) FROM fault.balance WHERE wanted = 0
	UNION ALL SELECT 'unexplained', format('intent %s is not ours', intent) FROM sim.ledger l
	 WHERE intent IS NOT NULL AND NOT EXISTS (SELECT FROM outbox o WHERE o.key::text = l.intent)
	UNION ALL SELECT 'lost', format('done, but intent %s is not in the ledger', o.key) FROM outbox o
	 WHERE mode = '' AND o.kind = 'text' AND o.state = 'done'
	   AND NOT EXISTS (SELECT FROM sim.ledger l WHERE l.intent = o.key::text)
	UNION ALL SELECT 'unexplained', format('wish %s has no row in the outbox', w.n) FROM fault.wish w
	 WHERE NOT EXISTS (SELECT FROM outbox o WHERE o.key = w.key)
	UNION ALL SELECT 'unexplained', format('outbox %s is %s: %s', id, state, reason) FROM outbox
	 WHERE state NOT IN ('done', 'cancelled') AND NOT (mode <> '' AND state = 'parked')
	UNION ALL SELECT 'unexplained', format('message %s of outbox %s is %s: %s', m.id, o.id, m.state, m.reason)
	  FROM message m JOIN outbox o ON o.id = m.outbox_id
	 WHERE o.state = 'done' AND m.state NOT IN ('sent', 'delivered')
	UNION ALL SELECT 'unexplained', format('"%s" came %s times and is there %s times', body, said, kept)
	  FROM fault.incoming WHERE said <> kept
	UNION ALL SELECT 'unexplained', format('inbox %s is parked: %s', id, reason) FROM inbox WHERE state = 'parked'
	UNION ALL SELECT 'unexplained', format('check-in %s was answered "%s"', c.id, c.answer)
	  FROM checkin c JOIN phone ph ON ph.id = c.patient_id
	 WHERE (c.answer = 'fine') <> EXISTS (SELECT FROM sim.message s
	         WHERE s.urn = 'tel:' || ph.e164 AND s.direction = 'in' AND s.text = '0')
	UNION ALL SELECT 'unexplained', format('after kill %s outbox %s was never settled', n, outbox_id)
	  FROM fault.recovery WHERE seconds IS NULL
$$;

CREATE FUNCTION fault.figures(mode text) RETURNS TABLE (name text, value text) LANGUAGE sql AS $$
	SELECT 'messages', (SELECT count(*)::text FROM message WHERE direction = 'out' AND state <> 'cancelled')
	UNION ALL SELECT 'answers', (SELECT count(*)::text FROM sim.message WHERE direction = 'in')
	UNION ALL SELECT 'kills', (SELECT count(*)::text FROM fault.killing)
	UNION ALL SELECT 'kills_in_flight', (SELECT count(*)::text FROM fault.killing WHERE held <> '{}')
	UNION ALL SELECT 'seconds', (SELECT round(extract(epoch FROM max(at) FILTER (WHERE t.state = 'done') - min(at) FILTER (WHERE t.state = 'leased')))::text || ' s'
	    FROM fault.trail t JOIN outbox o ON o.id = t.outbox_id JOIN fault.wish w ON w.key = o.key)
	UNION ALL SELECT 'faults', (SELECT coalesce(sum(calls), 0)::text FROM fault.struck)
	UNION ALL SELECT 'repeated', (SELECT count(*)::text FROM outbox WHERE attempt > 1)
	UNION ALL SELECT 'left_to_a_person', (SELECT count(*)::text FROM outbox WHERE state = 'parked')
	UNION ALL SELECT w.what, (SELECT count(*)::text FROM fault.complaints(mode) c WHERE c.what = w.what)
	  FROM (VALUES ('lost'), ('sent_twice'), ('unexplained')) w (what)
	UNION ALL SELECT 'recovery_p99', (SELECT round(coalesce(percentile_disc(0.99)
	    WITHIN GROUP (ORDER BY taken), 0)::numeric, 1) || ' s' FROM fault.recovery)
	UNION ALL SELECT 'certain_p99', (SELECT round(coalesce(percentile_disc(0.99)
	    WITHIN GROUP (ORDER BY seconds), 0)::numeric, 1) || ' s' FROM fault.recovery)
$$;
