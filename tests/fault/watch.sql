-- What the fault run keeps for itself in our house: what was wished for, every
-- state that a row of the outbox went through, and the kills.
CREATE SCHEMA fault;
CREATE TABLE fault.wish (
	n bigint PRIMARY KEY, phone_id bigint, key uuid UNIQUE, body text, clinical boolean, priority integer, run_at timestamptz
);
CREATE TABLE fault.ask (phone_id bigint PRIMARY KEY, due_at timestamptz);
CREATE TABLE fault.blocked (phone_id bigint PRIMARY KEY);
CREATE TABLE fault.answer (n bigint PRIMARY KEY, urn text, text text);
CREATE TABLE fault.trail (
	n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	business_at timestamptz NOT NULL DEFAULT business_now(),
	outbox_id bigint, state text, owner uuid, attempt integer, sends integer, by text, reason text,
	looked integer, sent_at timestamptz, run_at timestamptz
);
CREATE INDEX ON fault.trail (outbox_id, n);
CREATE TABLE fault.killing (
	n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at timestamptz NOT NULL,
	business_at timestamptz NOT NULL,
	workers uuid[] UNIQUE, point text, held bigint[] NOT NULL -- the worker and its lane
);
CREATE TABLE fault.restart (at timestamptz NOT NULL DEFAULT clock_timestamp(), mode text);
CREATE TABLE fault.forged (code text);

CREATE FUNCTION fault.keep_trail() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	INSERT INTO fault.trail (outbox_id, state, owner, attempt, sends, by, reason, looked, sent_at, run_at)
	VALUES (NEW.id, NEW.state, NEW.owner, NEW.attempt, NEW.sends, NEW.params ->> 'by', NEW.reason, NEW.looked, NEW.sent_at, NEW.run_at);
	RETURN NULL;
END $$;
CREATE TRIGGER fault_trail AFTER INSERT OR UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION fault.keep_trail();

-- Wishes for texts, which fall due one after the other in so many seconds, some of
-- the same words; and their rows as outbox_text() writes them.
CREATE FUNCTION fault.wish_for(first bigint, last bigint, seed text, seconds double precision)
RETURNS void LANGUAGE sql AS $$
	INSERT INTO fault.wish (n, phone_id, key, body, clinical, priority, run_at)
	SELECT n, 1 + n % (SELECT count(*) FROM phone), md5(seed || ' ' || n)::uuid,
	       CASE WHEN random() < 0.1 THEN 'The clinic is closed on Friday.'
	            ELSE 'Text ' || n || ' of the run: keep it dry.' END,
	       random() < 0.3, 0, business_now() + (n - first + 1) * seconds / (last - first + 1) * interval '1 s'
	  FROM generate_series(first, last) n;
	UPDATE fault.wish SET priority = CASE WHEN clinical THEN 1 WHEN n % 2 = 0 THEN 3 ELSE 7 END
	 WHERE n BETWEEN first AND last;
	INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, created_at, created_by)
	SELECT key, 'text', 1, phone_id, body, priority, clinical, run_at, business_now(), CASE WHEN clinical THEN 1 END
	  FROM fault.wish WHERE n BETWEEN first AND last ORDER BY n;
	INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, author_id, state, at, outbox_id)
	SELECT w.phone_id, 1, w.phone_id, w.phone_id, 'out', CASE WHEN w.clinical THEN 'nurse' ELSE 'automatic' END,
	       w.body, CASE WHEN w.clinical THEN 1 END, 'queued', business_now(), o.id
	  FROM fault.wish w JOIN outbox o ON o.key = w.key WHERE w.n BETWEEN first AND last ORDER BY w.n;
$$;
-- And more of them at once, where no others are left to die at.
CREATE FUNCTION fault.wish_more(seed text, how_many bigint) RETURNS void LANGUAGE sql AS $$
	SELECT fault.wish_for(max(n) + 1, max(n) + how_many, seed, 0) FROM fault.wish;
$$;
-- What has fallen due and was not tried once, though nothing else is on its way to
-- that phone.
CREATE FUNCTION fault.untried() RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM outbox o WHERE o.state = 'ready' AND o.attempt = 0 AND o.run_at <= business_now()
	   AND NOT EXISTS (SELECT FROM outbox f
	         WHERE f.phone_id = o.phone_id AND f.kind = 'text' AND f.state IN ('leased', 'unsure', 'accepted'));
$$;

-- What a dead worker held, and RapidPro had not taken yet, stays its own until another
-- takes it up.
CREATE FUNCTION fault.note_kill(dead uuid[], of text, moment double precision) RETURNS void LANGUAGE sql AS $$
	INSERT INTO fault.killing (at, business_at, workers, point, held)
	SELECT to_timestamp(moment), to_timestamp(moment) + (SELECT advance FROM business_clock), dead, of,
	       coalesce((SELECT array_agg(id) FROM outbox
	                  WHERE owner = ANY (dead) AND state IN ('leased', 'unsure')), '{}')
	ON CONFLICT DO NOTHING -- told twice, the first time while the database went away
$$;

CREATE FUNCTION fault.what_is_open() RETURNS TABLE (what text, how_many bigint) LANGUAGE sql AS $$
	SELECT * FROM (
		SELECT 'outbox ' || state, count(*) FROM outbox
		 WHERE state IN ('ready', 'leased', 'unsure', 'accepted') GROUP BY state
		-- What a run alone has told is read two minutes later.
		UNION ALL SELECT 'inbox', count(*) FROM inbox
		 WHERE state = 'new' AND (source <> 'run' OR received_at <= business_now() - interval '2 minutes')
		UNION ALL SELECT 'reminder', count(*) FROM reminder WHERE state = 'planned') o (what, how_many)
	 WHERE how_many > 0
$$;

-- From the death of a worker to when another took up each row that it held, and to
-- when its fate was certain: it has not left, was taken, proved, or is with a person.
CREATE VIEW fault.recovery AS
	SELECT k.n, o.id AS outbox_id, k.point,
	       (SELECT b.by FROM fault.trail b WHERE b.outbox_id = o.id AND b.at <= k.at ORDER BY b.n DESC LIMIT 1) AS by,
	       extract(epoch FROM t.taken - k.at) AS taken, extract(epoch FROM t.certain - k.at) AS certain,
	       extract(epoch FROM t.business_certain - k.business_at) AS business_certain
	  FROM fault.killing k, unnest(k.held) o (id),
	       LATERAL (SELECT min(t.at) AS taken, min(t.at) FILTER (WHERE c) AS certain,
		               min(t.business_at) FILTER (WHERE c) AS business_certain
		          FROM (SELECT greatest(t.at, k.at) AS at, greatest(t.business_at, k.business_at) AS business_at, owner,
		                       state IN ('ready', 'accepted', 'done', 'parked', 'cancelled') AS c
		                  FROM fault.trail t
		                 WHERE t.outbox_id = o.id
		                   AND (t.at > k.at OR t.n = (SELECT max(n) FROM fault.trail b WHERE b.outbox_id = o.id AND b.at <= k.at))) t
			 WHERE (t.owner = ANY (k.workers)) IS NOT TRUE) t;
