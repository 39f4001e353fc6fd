-- A step says what becomes of it when it could not leave in time: dropped (missed, as ever), sent all the same (late), or
-- kept for a person (held).  late_until: of what was late once, the moment after which it is nobody's text any more.
ALTER TABLE reminder DROP CONSTRAINT reminder_state_check;
ALTER TABLE reminder ADD late_until timestamptz;
ALTER TABLE reminder ADD CONSTRAINT reminder_state_check CHECK (state IN ('planned', 'sent', 'skipped', 'missed')
    OR state IN ('late', 'held') AND late_until IS NOT NULL);
CREATE INDEX reminder_late ON reminder (due_at, place_id, step, id) WHERE state IN ('late', 'held');
CREATE INDEX reminder_late_next ON reminder (due_at) WHERE state = 'planned' AND late_until IS NOT NULL;

-- The next of those that are late leave within a minute, so many and no more, a sixth of them every ten seconds: the oldest
-- first, those of one facility and step together, as they share a call.  Only where it is an hour for it: its step's, outside
-- the quiet hours, on an open day if it minds them.  Whose time is over is missed.  How many leave.
CREATE FUNCTION reminder_late_go(per_minute integer, at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	leaving bigint;
BEGIN
	IF NOT EXISTS (SELECT FROM reminder WHERE state IN ('late', 'held')) OR NOT pg_try_advisory_xact_lock(hashtext('reminder_late')) THEN
		RETURN 0;
	END IF;
	UPDATE reminder SET state = 'missed', reason = CASE state WHEN 'held' THEN 'nobody released it' ELSE 'too late' END
	 WHERE state IN ('late', 'held') AND late_until <= $2;
	IF EXISTS (SELECT FROM reminder WHERE state = 'planned' AND late_until IS NOT NULL AND due_at > $2
	           AND due_at <= $2 + interval '1 minute') THEN
		RETURN 0; -- the last ones have not left yet
	END IF;
	WITH kind AS MATERIALIZED (
		SELECT DISTINCT place_id, version_id, step FROM reminder WHERE state = 'late'
	), may AS MATERIALIZED (
		SELECT k.* FROM kind k JOIN place p ON p.id = k.place_id JOIN schedule_version v ON v.id = k.version_id
		 CROSS JOIN LATERAL jsonb_array_elements(v.plan) s
		 CROSS JOIN LATERAL schedule_moment((s.value - 'weekday') || '{"after": 0, "unit": "minutes", "minds_quiet": true}',
		       $2 AT TIME ZONE p.zone, p.zone, p.checkin_time, NULL, p.quiet_from, p.quiet_until, p.open_days,
		       ARRAY(SELECT h.day FROM place_holiday h WHERE h.place_id = p.id)) m
		 WHERE s.value->>'name' = regexp_replace(k.step, '[.]again$', '') AND m.moves = '{}'
	), next AS (
		SELECT r.id, r.due_at, r.place_id, r.step FROM reminder r JOIN may USING (place_id, version_id, step)
		 WHERE r.state = 'late'
		 ORDER BY r.due_at, r.place_id, r.step, r.id LIMIT per_minute FOR UPDATE OF r SKIP LOCKED
	), turn AS (
		SELECT id, 1 + (row_number() OVER (ORDER BY due_at, place_id, step, id) - 1) * 6 / per_minute AS n FROM next
	)
	UPDATE reminder r SET state = 'planned', due_at = $2 + make_interval(secs => 10 * t.n) FROM turn t WHERE r.id = t.id;
	GET DIAGNOSTICS leaving = ROW_COUNT;
	RETURN leaving;
END $$;

-- What is late, by facility and step: nobody's name.
CREATE FUNCTION reminder_late_list() RETURNS TABLE (place_id bigint, place_name text, zone text, step text, state text, many bigint,
    due_at timestamptz, late_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT p.id, p.name, p.zone, r.step, r.state, count(*), min(r.due_at), min(r.late_until)
	  FROM reminder r JOIN place p ON p.id = r.place_id
	 WHERE r.state IN ('late', 'held')
	   AND CASE (SELECT my_role()) WHEN 'admin' THEN true WHEN 'supervisor' THEN r.place_id = ANY ((SELECT my_places())::bigint[]) ELSE false END
	 GROUP BY p.id, r.step, r.state
$$;

-- Somebody has decided: what is held there leaves in its turn, or never.  How many.
CREATE FUNCTION reminder_held_settle(here bigint, of_step text, leaves boolean, at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	settled bigint;
BEGIN
	IF my_role() <> 'admin' AND NOT (my_role() = 'supervisor' AND here = ANY (my_places())) THEN
		RETURN 0;
	END IF;
	UPDATE reminder r SET state = CASE WHEN leaves THEN 'late' ELSE 'skipped' END,
	       reason = CASE WHEN leaves THEN '' ELSE 'late, and dropped by a person' END
	 WHERE r.state = 'held' AND r.place_id = here AND r.step = of_step AND r.late_until > $4;
	GET DIAGNOSTICS settled = ROW_COUNT;
	INSERT INTO audit (at, user_id, place_id, action, object, change)
	SELECT $4, my_id(), here, 'update', 'reminder', jsonb_build_object('step', jsonb_build_array(of_step, of_step),
	       'state', jsonb_build_array('held', CASE WHEN leaves THEN 'late' ELSE 'skipped' END), 'texts', jsonb_build_array(settled, 0))
	 WHERE settled > 0;
	RETURN settled;
END $$;

REVOKE EXECUTE ON FUNCTION reminder_late_go(integer, timestamptz), reminder_late_list(),
    reminder_held_settle(bigint, text, boolean, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reminder_late_go(integer, timestamptz) TO aftercare_worker;
GRANT EXECUTE ON FUNCTION reminder_late_list(), reminder_held_settle(bigint, text, boolean, timestamptz) TO aftercare_site;
