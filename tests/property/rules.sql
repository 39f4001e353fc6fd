-- Follow-ups by chance whose steps are switched off, keep silent and are cleared, a worker that stands now and then, and what is
-- wrong with what has become of each text: by the rules' words alone, none of the functions that decide is asked.
-- Wants 40 men of tests/property/world.sql.

CREATE SCHEMA IF NOT EXISTS property;
DROP TABLE IF EXISTS property.turn, property.event, property.off;
CREATE TABLE property.turn (at timestamptz);	-- when the worker looked
CREATE TABLE property.event (patient_id bigint, name text, at timestamptz);
CREATE TABLE property.off (place_id bigint, step text, off_at timestamptz, on_at timestamptz);

CREATE OR REPLACE FUNCTION property.some_events() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(e, ' ') FROM (SELECT e FROM unnest('{wrote,nurse,attended,report:visit}'::text[]) e ORDER BY random() LIMIT 1 + floor(random() * 2)::integer) x
$$;

CREATE OR REPLACE FUNCTION property.draw_rules() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	begins constant timestamptz := date_trunc('hour', business_now());
	plan jsonb := '[]';
	step jsonb;
BEGIN
	TRUNCATE property.turn, property.event, property.off;
	FOR i IN 1..6 LOOP
		step := jsonb_build_object('name', 'step_' || i, 'after', 1 + floor(random() * 12), 'unit', 'days', 'text', 'day', 'shared_text', 'shared_day',
			'hour', to_char(make_time(7 + floor(random() * 12)::integer, 15 * floor(random() * 4)::integer, 0), 'HH24:MI'),
			'good_minutes', 60 + floor(random() * 600));
		IF random() < 0.6 THEN
			step := step || jsonb_build_object('silence_on', property.some_events(), 'silence_days', 1 + floor(random() * 4));
		END IF;
		IF random() < 0.3 THEN
			step := step || jsonb_build_object('clear_on', property.some_events());
		END IF;
		plan := plan || jsonb_build_array(step);
	END LOOP;
	INSERT INTO schedule_version (id, workflow, number, plan, created_at, changed_at, tried_edits, tried_at, published_at) OVERRIDING SYSTEM VALUE
	VALUES (801, 'vmmc', 801, plan, begins, begins, 1, begins, begins);
	UPDATE enrolment SET state = 'stopped' WHERE id <= 2000;
	INSERT INTO reminder (enrolment_id, patient_id, place_id, version_id, step, day, due_date, due_at)
	SELECT e.id, e.patient_id, e.place_id, 801, m.step, m.day, m.due_date, m.moment
	  FROM enrolment e CROSS JOIN LATERAL schedule_moments(plan, '', e.anchor_date, e.place_id) m WHERE e.id > 2000 AND m.share_from = 0 AND m.moment > begins;
	-- What happens, some of it at the very minute in which a text is due or its silence ends.
	INSERT INTO property.event
	SELECT p.id, (ARRAY['wrote', 'nurse', 'attended', 'report:visit', 'report:other'])[1 + floor(random() * 5)::integer],
	       CASE WHEN random() < 0.3
	            THEN (SELECT r.due_at - make_interval(days => floor(random() * 4)::integer) FROM reminder r WHERE r.patient_id = p.id ORDER BY random() LIMIT 1)
	            ELSE begins + make_interval(mins => floor(random() * 13 * 1440)::integer) END
	  FROM patient p, generate_series(1, 3) WHERE p.id > 1000;
	DELETE FROM property.event WHERE at < begins;
	INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, author_id)
	SELECT t.id, t.place_id, t.patient_id, t.phone_id, CASE v.name WHEN 'wrote' THEN 'in' ELSE 'out' END,
	       CASE v.name WHEN 'wrote' THEN 'reply' ELSE 'nurse' END, 'Words', CASE v.name WHEN 'wrote' THEN 'received' ELSE 'sent' END, v.at,
	       CASE v.name WHEN 'nurse' THEN 201 END
	  FROM property.event v JOIN thread t ON t.patient_id = v.patient_id WHERE v.name IN ('wrote', 'nurse');
	INSERT INTO report (doc_id, form, place_id, patient_id, fields, reported_at)
	SELECT 'r' || row_number() OVER (), substr(v.name, 8), p.place_id, p.id, '{}', v.at FROM property.event v JOIN patient p ON p.id = v.patient_id
	 WHERE v.name LIKE 'report:%';
	-- One visit a day.
	DELETE FROM property.event v USING patient p, place f WHERE v.name = 'attended' AND p.id = v.patient_id AND f.id = p.place_id
	   AND EXISTS (SELECT FROM property.event o WHERE o.patient_id = v.patient_id AND o.name = 'attended' AND o.ctid > v.ctid
	                  AND (o.at AT TIME ZONE f.zone)::date = (v.at AT TIME ZONE f.zone)::date);
	INSERT INTO appointment (place_id, patient_id, day, hour, at, asks_at, what, status, booked_at, changed_at, came_on)
	SELECT p.place_id, p.id, d.day, '09:00', v.at, v.at, 'check', 'attended', v.at, v.at, d.day
	  FROM property.event v JOIN patient p ON p.id = v.patient_id JOIN place f ON f.id = p.place_id
	 CROSS JOIN LATERAL (SELECT (v.at AT TIME ZONE f.zone)::date AS day) d WHERE v.name = 'attended';
	INSERT INTO property.off
	SELECT 101 + n % 3, 'step_' || 1 + floor(random() * 6), x.at, x.at + make_interval(mins => 30 + floor(random() * 4000)::integer)
	  FROM generate_series(1, 12) n CROSS JOIN LATERAL (SELECT begins + make_interval(mins => floor(random() * 12 * 1440)::integer + n) AS at) x;
	INSERT INTO schedule_off (workflow, place_id, step, reason, off_at, on_at, on_reason) SELECT 'vmmc', o.place_id, o.step, 'Words', o.off_at, o.on_at, 'Words' FROM property.off o;
END $$;

-- Whether an event keeps a text back that is due on the clocks of a zone: counted on day by day from the event's own hour.
CREATE OR REPLACE FUNCTION property.silent(happened timestamptz, days integer, due timestamptz, zone text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	day date := (happened AT TIME ZONE zone)::date;
BEGIN
	FOR i IN 1..days LOOP
		day := day + 1;
	END LOOP;
	RETURN due <= (day + (happened AT TIME ZONE zone)::time) AT TIME ZONE zone;
END $$;

-- What kept a text back as far as was known at a moment, of clear and of silence: its events.
CREATE OR REPLACE FUNCTION property.kept(r reminder, known timestamptz, of_kind text) RETURNS text[] LANGUAGE sql AS $$
	SELECT array_agg(DISTINCT v.name)
	  FROM schedule_version s, jsonb_array_elements(s.plan) p, property.event v, place f, enrolment e
	 WHERE s.id = r.version_id AND p->>'name' = r.step AND v.patient_id = r.patient_id AND f.id = r.place_id AND e.id = r.enrolment_id
	   AND v.at >= e.created_at
	   AND position(' ' || v.name || ' ' IN ' ' || coalesce(p->>(of_kind || '_on'), '') || ' ') > 0
	   AND CASE v.name WHEN 'attended' THEN date_trunc('day', v.at AT TIME ZONE f.zone) AT TIME ZONE f.zone ELSE v.at END <= known
	   AND (of_kind = 'clear'
	        OR property.silent(CASE v.name WHEN 'attended' THEN least((date_trunc('day', v.at AT TIME ZONE f.zone) + interval '1 day') AT TIME ZONE f.zone, known) ELSE v.at END,
	                           (p->>'silence_days')::integer, r.due_at, f.zone))
$$;

CREATE OR REPLACE FUNCTION property.wrong_rule(r reminder) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	good constant timestamptz := r.due_at + make_interval(mins => (SELECT (p->>'good_minutes')::integer FROM schedule_version v, jsonb_array_elements(v.plan) p
	    WHERE v.id = r.version_id AND p->>'name' = r.step));
	looked constant timestamptz := (SELECT min(t.at) FROM property.turn t WHERE t.at >= r.due_at);
	off constant boolean := EXISTS (SELECT FROM property.off o WHERE o.place_id = r.place_id AND o.step = r.step AND o.off_at <= r.due_at AND o.on_at > r.due_at);
	clear constant text[] := property.kept(r, looked, 'clear');
	silence constant text[] := property.kept(r, looked, 'silence');
	left_at constant timestamptz := (SELECT m.at FROM message m WHERE m.id = r.message_id);
BEGIN
	RETURN CASE
		WHEN looked IS NULL THEN CASE WHEN r.state <> 'planned' THEN 'before its moment' END
		WHEN r.state NOT IN ('sent', 'skipped', 'missed') THEN 'lost'
		WHEN r.state = 'sent' AND (SELECT count(*) FROM message m WHERE m.patient_id = r.patient_id AND m.kind = 'automatic')
		    <> (SELECT count(*) FROM reminder o WHERE o.patient_id = r.patient_id AND o.state = 'sent') THEN 'twice'
		WHEN r.state = 'sent' AND (left_at IS NULL OR left_at < r.due_at OR left_at > good) THEN 'outside its window'
		WHEN r.state = 'sent' AND off THEN 'sent though it was off'
		WHEN r.state = 'sent' AND clear IS NOT NULL THEN 'sent though it was cleared'
		WHEN r.state = 'sent' AND silence IS NOT NULL THEN 'sent though it was silent'
		WHEN r.state = 'sent' THEN NULL
		WHEN off THEN CASE WHEN r.reason <> 'step-off' THEN 'off, but not said' END
		WHEN clear IS NOT NULL THEN CASE WHEN r.reason <> ALL (ARRAY(SELECT 'clear:' || c FROM unnest(clear) c)) THEN 'cleared, but not said' END
		WHEN silence IS NOT NULL THEN CASE WHEN r.reason <> ALL (ARRAY(SELECT 'silence:' || c FROM unnest(silence) c)) THEN 'silent, but not said' END
		WHEN looked <= good THEN 'kept back without a reason'
		WHEN r.state <> 'missed' THEN 'not missed'
	END;
END $$;

-- What is found wrong once this was done, which then has not happened.
CREATE OR REPLACE FUNCTION property.rules_spoilt(how text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
	BEGIN
		SET LOCAL session_replication_role = replica;
		EXECUTE how;
		SELECT string_agg(DISTINCT property.wrong_rule(r), '; ') INTO found FROM reminder r WHERE r.version_id = 801;
		RAISE EXCEPTION USING ERRCODE = 'AC001', MESSAGE = coalesce(found, '');
	EXCEPTION WHEN SQLSTATE 'AC001' THEN
		found := SQLERRM;
	END;
	SET LOCAL session_replication_role = origin;
	RETURN found;
END $$;
