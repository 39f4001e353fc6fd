-- The people of the phones, in RapidPro's house: what each is going to say, once what he
-- waits for has come.
CREATE SCHEMA there;
CREATE TABLE there.plan (n bigint PRIMARY KEY, urn text, waits_for text, text text, later interval, at timestamptz, said boolean NOT NULL DEFAULT false);
CREATE INDEX ON there.plan (at) WHERE NOT said;
CREATE INDEX ON there.plan (urn) WHERE at IS NULL;
CREATE TABLE there.heard (one boolean PRIMARY KEY DEFAULT true, seq bigint NOT NULL DEFAULT 0);
INSERT INTO there.heard DEFAULT VALUES;

-- What came to them since; then what falls due to be said, earliest first, one thing of each.
CREATE FUNCTION there.speak() RETURNS TABLE (n bigint, urn text, text text) LANGUAGE sql AS $$
	WITH came AS (
		SELECT l.urn, min(l.at) AS at, CASE WHEN l.flow = 'Aftercare check-in' THEN 'checkin' ELSE 'symptoms' END AS what
		  FROM sim.ledger l WHERE l.seq > (SELECT seq FROM there.heard)
		   AND (l.flow = 'Aftercare check-in' OR l.text LIKE 'Which is it:%') GROUP BY 1, 3
	)
	UPDATE there.plan p SET at = c.at + p.later FROM came c
	 WHERE p.urn = c.urn AND p.waits_for = c.what AND p.at IS NULL;
	UPDATE there.heard SET seq = greatest(seq, (SELECT max(l.seq) FROM sim.ledger l));
	WITH due AS (
		SELECT DISTINCT ON (p.urn) p.n FROM there.plan p
		 WHERE NOT p.said AND p.at <= sim.business_now() ORDER BY p.urn, p.at, p.n
	)
	UPDATE there.plan p SET said = true FROM due d WHERE p.n = d.n RETURNING p.n, p.urn, p.text
$$;
CREATE FUNCTION there.is_busy() RETURNS bigint LANGUAGE sql AS $$
	SELECT (SELECT count(*) FROM sim.start WHERE status IN ('pending', 'starting') AND due_at <= sim.business_now())
	     + (SELECT count(*) FROM sim.sprint WHERE due_at <= sim.business_now())
	     + (SELECT count(*) FROM sim.stray WHERE due_at <= sim.business_now())
	     + (SELECT count(*) FROM sim.message WHERE direction = 'in' AND status = 'pending')
$$;
