-- What the soak keeps for whoever has to explain what it has found: every state that a row
-- of the outbox went through, by both clocks, and every leap of the clocks.  The judge does
-- not read it.
CREATE SCHEMA trail;
CREATE TABLE trail.step (
	n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	business_at timestamptz NOT NULL DEFAULT business_now(),
	outbox_id bigint, kind text, state text, owner uuid, attempt integer, sends integer, by text, reason text,
	looked integer, sent_at timestamptz, lease_until timestamptz, hold_until timestamptz, run_at timestamptz
);
CREATE INDEX ON trail.step (outbox_id, n);
CREATE TABLE trail.leap (at timestamptz NOT NULL DEFAULT clock_timestamp(), by interval, advance interval);
CREATE FUNCTION trail.keep_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	INSERT INTO trail.step (outbox_id, kind, state, owner, attempt, sends, by, reason, looked, sent_at, lease_until, hold_until, run_at)
	VALUES (NEW.id, NEW.kind, NEW.state, NEW.owner, NEW.attempt, NEW.sends, NEW.params ->> 'by', NEW.reason, NEW.looked, NEW.sent_at,
	        NEW.lease_until, NEW.hold_until, NEW.run_at);
	RETURN NULL;
END $$;
CREATE TRIGGER trail AFTER INSERT OR UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION trail.keep_step();
CREATE FUNCTION trail.keep_leap() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	INSERT INTO trail.leap (by, advance) VALUES (NEW.advance - OLD.advance, NEW.advance);
	RETURN NULL;
END $$;
CREATE TRIGGER trail AFTER UPDATE ON business_clock FOR EACH ROW EXECUTE FUNCTION trail.keep_leap();
-- Leaps beyond a lease while a text's fate was not known: what the world cannot do.
CREATE VIEW trail.impossible AS
	SELECT s.outbox_id, s.state, s.by AS left_by, l.at, l.by
	  FROM (SELECT *, lead(at) OVER (PARTITION BY outbox_id ORDER BY n) AS until FROM trail.step) s
	  JOIN trail.leap l ON l.at > s.at AND l.at < s.until AND (l.by > interval '30 s' OR s.state = 'leased' AND s.lease_until >= l.at + l.advance - l.by)
	 WHERE s.state IN ('leased', 'unsure', 'accepted');
