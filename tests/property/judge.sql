-- What is wrong with the cases at this moment, by their stored deadlines and the trail alone: none of the functions that decide
-- who is told when is asked but the calendar of the facility (place_service_after, which has tests of its own).

CREATE SCHEMA IF NOT EXISTS property;
-- As workflow.json has it.
CREATE OR REPLACE VIEW property.step AS
SELECT * FROM (VALUES ('severe', 15, false), ('moderate', 30, true), ('ungraded', 30, true), ('mild', 120, true)) s (severity, minutes, in_service);

-- Each deadline that counts, what had to stop it and when that was.
CREATE OR REPLACE VIEW property.deadline AS
SELECT t.id AS task_id, t.place_id, e.severity, d.clock, d.due, least(d.stopped, t.closed_at) AS stopped, t.open
  FROM escalation e JOIN task t ON t.id = e.task_id
 CROSS JOIN LATERAL (VALUES ('first', e.first_due, e.first_at), ('decision', e.decide_due, e.decided_at)) d (clock, due, stopped)
UNION ALL
-- Who was seen in time was seen in time, whenever that was told; and what is told in time waits for nobody.
SELECT r.case_id, r.place_id, '', 'visit', r.visit_due, least(r.ended_at, r.missed_at, r.seen_at, r.told_at), r.ended_at IS NULL FROM referral r;

-- up: since when a worker runs without a pause; a minute after that, or after the deadline, it is noticed.
-- In plpgsql, since its statement is planned once and not at each of the thousands of moments.
CREATE OR REPLACE FUNCTION property.wrong(at_ timestamptz, up timestamptz) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY
	WITH open AS (
		SELECT t.id, t.owner_id, t.performer, t.place_id, e.severity, e.first_due, e.first_at, e.decide_due, e.decided_at, e.outcome
		  FROM escalation e JOIN task t ON t.id = e.task_id WHERE t.open
	)
	-- An owner role, and a next deadline.
	SELECT format('case %s has no owner role', id) FROM open WHERE performer <> 'supervisor'
	UNION ALL
	SELECT format('case %s waits for a decision and has no clock', id) FROM open o
	 WHERE decided_at IS NULL AND NOT (decide_due IS NOT NULL AND EXISTS (
	       SELECT FROM case_clock k WHERE k.task_id = o.id AND k.clock = 'decision' AND k.due = o.decide_due AND (k.done OR k.look_at IS NOT NULL)))
	UNION ALL
	SELECT format('case %s is decided, and nobody has what follows', id) FROM open o
	 WHERE decided_at IS NOT NULL
	   AND NOT EXISTS (SELECT FROM referral r WHERE r.case_id = o.id AND r.ended_at IS NULL AND r.visit_due IS NOT NULL
	                      AND (NOT r.followed OR EXISTS (SELECT FROM task k WHERE k.id = r.task_id AND k.open)))
	   AND NOT EXISTS (SELECT FROM task k WHERE k.open AND k.due_at IS NOT NULL AND k.source LIKE 'handed-back:' || o.id || ':%')
	UNION ALL
	-- A deadline that passed is in the case's history.
	SELECT format('case %s: nobody noticed %s of %s', task_id, clock, due) FROM property.deadline d
	 WHERE due + interval '1 min' <= at_ AND up + interval '1 min' <= at_
	   AND (stopped IS NULL OR stopped > due + interval '1 min' AND stopped > up + interval '1 min')
	   AND NOT EXISTS (SELECT FROM task_event v WHERE v.task_id = d.task_id AND v.what = 'late-' || d.clock AND v.at = d.due)
	UNION ALL
	SELECT format('case %s: %s of %s is noticed %s times', task_id, what, at, count(*)) FROM task_event
	 WHERE what IN ('late-first', 'late-decision', 'late-visit') GROUP BY task_id, what, at HAVING count(*) > 1
	UNION ALL
	-- Somebody is told of it, a step after the other.
	SELECT format('case %s: nobody was told that %s of %s is over', id, clock, due)
	  FROM open o CROSS JOIN LATERAL (VALUES ('first', first_due, first_at IS NULL), ('decision', decide_due, true)) k (clock, due, waits)
	 WHERE decided_at IS NULL AND k.waits AND due + interval '1 min' <= at_ AND up + interval '1 min' <= at_
	   AND NOT EXISTS (SELECT FROM case_notice n WHERE n.task_id = o.id AND n.clock = k.clock AND n.due = k.due)
	   AND EXISTS (SELECT FROM app_user u LEFT JOIN user_place up ON up.user_id = u.id
	                WHERE u.active AND u.role = 'supervisor' AND (up.place_id = o.place_id OR o.place_id IS NULL))
	UNION ALL
	SELECT format('case %s: step %s of %s (%s) is late', o.id, k.step + 1, k.clock, k.due)
	  FROM open o JOIN case_clock k ON k.task_id = o.id JOIN property.step s USING (severity)
	 CROSS JOIN LATERAL (SELECT CASE WHEN s.in_service THEN place_service_after(o.place_id, k.due, s.minutes * k.step)
	                                 ELSE k.due + make_interval(mins => s.minutes * k.step) END AS moment) m
	 WHERE o.decided_at IS NULL AND k.clock IN ('first', 'decision') AND (k.clock <> 'first' OR o.first_at IS NULL) AND NOT k.done
	   AND m.moment + interval '1 min' <= at_ AND up + interval '1 min' <= at_
	UNION ALL
	-- Nobody is told twice.
	SELECT format('case %s: %s told twice of step %s of %s (%s)', task_id, user_id, step, clock, due) FROM case_notice
	 GROUP BY task_id, clock, due, step, user_id HAVING count(*) > 1
	UNION ALL
	SELECT format('notice %s is mailed %s times to one', notice_id, count(*)) FROM mail
	 WHERE notice_id IS NOT NULL GROUP BY notice_id, user_id, person_id HAVING count(*) > 1
	UNION ALL
	-- With nobody who is not there.
	SELECT format('case %s is with %s, who is not there', id, owner_id) FROM open o
	 WHERE decided_at IS NULL AND owner_id IS NOT NULL AND up + interval '1 min' <= at_
	   AND NOT EXISTS (SELECT FROM app_user u WHERE u.id = o.owner_id AND u.active AND u.role = 'supervisor'
	                      AND (o.place_id IS NULL OR EXISTS (SELECT FROM user_place p WHERE p.user_id = u.id AND p.place_id = o.place_id)))
	UNION ALL
	SELECT format('case %s is with %s, whose shift is over', id, owner_id) FROM open o
	 WHERE decided_at IS NULL AND owner_id IS NOT NULL AND up + interval '1 min' <= at_
	   AND NOT EXISTS (SELECT FROM duty_shift s WHERE s.user_id = o.owner_id AND s.place_id = o.place_id AND s.begins_at <= at_ AND s.ends_at > at_)
	   AND EXISTS (SELECT FROM duty_shift s WHERE s.user_id = o.owner_id AND s.place_id = o.place_id AND s.ends_at > s.begins_at
	                  AND s.ends_at + interval '1 min' <= at_
	                  AND s.ends_at > (SELECT max(v.at) FROM task_event v WHERE v.task_id = o.id AND v.to_owner = o.owner_id
	                                      AND v.from_owner IS DISTINCT FROM v.to_owner))
	UNION ALL
	-- Who was sent and not seen is looked for.
	SELECT format('case %s: nobody looks for whom nobody has seen', case_id) FROM referral
	 WHERE ended_at IS NULL AND missed_at IS NULL AND search_due + interval '1 min' <= at_ AND up + interval '1 min' <= at_;
END $$;

-- When something is due to happen, next.
CREATE OR REPLACE FUNCTION property.next(after timestamptz) RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT min(d) FROM (
		SELECT first_due AS d FROM escalation WHERE decided_at IS NULL AND first_at IS NULL
		UNION ALL SELECT decide_due FROM escalation WHERE decided_at IS NULL
		UNION ALL SELECT look_at FROM case_clock
		UNION ALL SELECT next_at FROM case_clock
		UNION ALL SELECT unnest(ARRAY[visit_due, search_due]) FROM referral WHERE ended_at IS NULL
		UNION ALL SELECT unnest(ARRAY[begins_at, ends_at]) FROM duty_shift) x
	 WHERE d > $1);
END $$;

-- What is found wrong once this was done, which then has not happened.
CREATE OR REPLACE FUNCTION property.spoilt(how text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
	BEGIN
		SET LOCAL session_replication_role = replica;
		EXECUTE how;
		SELECT string_agg(w, '; ') INTO found FROM property.wrong(business_now(), business_now() - interval '1 day') w;
		RAISE EXCEPTION USING ERRCODE = 'AC001', MESSAGE = coalesce(found, '');
	EXCEPTION WHEN SQLSTATE 'AC001' THEN
		found := SQLERRM;
	END;
	SET LOCAL session_replication_role = origin;
	RETURN nullif(found, '');
END $$;
