-- What does not arrive, and whose it is: texts too old to be sent are held for a person, what
-- failed is set aside with a reason, questions that were cut off are asked again, and troubles
-- of the line are told to nurses on their pages and by mail to whoever looks after it.
-- docs/delivery.md.

-- Held, too old ------------------------------------------------------------------------

-- held: it waited for so long that nobody expects it any more; it certainly has not left, and
-- a person releases or drops it.  What has a time of its own (good_until) is not held but
-- expires.
ALTER TABLE outbox DROP CONSTRAINT outbox_state_check,
	ADD CONSTRAINT outbox_state_check CHECK (state IN
	    ('ready', 'leased', 'unsure', 'accepted', 'done', 'parked', 'cancelled', 'held')),
	ADD released_at timestamptz,	-- from then on its age is counted: its morning came, or a person let it go or sent it again
	ADD held_at timestamptz;
CREATE INDEX outbox_held ON outbox (place_id, held_at) WHERE state = 'held';
CREATE INDEX outbox_released ON outbox (released_at) WHERE released_at IS NOT NULL;
-- To find what is too old among what waits, whatever its next try.
CREATE INDEX outbox_endless ON outbox (created_at) WHERE state = 'ready' AND good_until IS NULL;

-- Since when one of our flows is not there, or was never; flow_missed_at is of the one that sends, and had been there.
ALTER TABLE gateway ADD flows_missed_at timestamptz;

-- What persons do about it ---------------------------------------------------------------

-- Set aside: it did not arrive, and nobody will do more about it.
ALTER TABLE message ADD set_aside_at timestamptz;
-- When a text came in that had been written long before; NULL: in time.
ALTER TABLE message ADD came_at timestamptz;
-- The failures of a day are found by it, and so is what came in during the last hour.  What is
-- written in the order of time needs no larger index.
CREATE INDEX message_at ON message USING brin (at) WITH (pages_per_range = 32, autosummarize = on);

-- Every deed, by whom and why; each can be taken back as long as nothing has come of it.
CREATE TABLE delivery_deed (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at		timestamptz NOT NULL,
	user_id		bigint NOT NULL REFERENCES app_user,
	place_id	bigint REFERENCES place,
	message_id	bigint NOT NULL REFERENCES message,
	what		text NOT NULL CHECK (what IN ('again', 'release', 'drop', 'set-aside', 'call', 'ask-again')),
	note		text NOT NULL DEFAULT '' CHECK (length(note) <= 200),
	bulk		uuid,			-- the same of those that were done at once
	undone_at	timestamptz,
	undone_by	bigint REFERENCES app_user
);
CREATE INDEX delivery_deed_message ON delivery_deed (message_id, id);
CREATE INDEX delivery_deed_bulk ON delivery_deed (bulk) WHERE bulk IS NOT NULL;
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON delivery_deed FOR EACH ROW EXECUTE FUNCTION audit_write();
ALTER TABLE delivery_deed ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_deed FORCE ROW LEVEL SECURITY;
-- It is seen where its message is.
CREATE POLICY seen ON delivery_deed FOR SELECT TO aftercare_site
	USING (EXISTS (SELECT FROM message m WHERE m.id = message_id));
CREATE POLICY own_insert ON delivery_deed FOR INSERT TO aftercare_site
	WITH CHECK (user_id = (SELECT my_id()) AND EXISTS (SELECT FROM message m WHERE m.id = message_id));
CREATE POLICY own_update ON delivery_deed FOR UPDATE TO aftercare_site
	USING (EXISTS (SELECT FROM message m WHERE m.id = message_id)) WITH CHECK (undone_by = (SELECT my_id()));
CREATE POLICY worker ON delivery_deed FOR SELECT TO aftercare_worker USING (true);
GRANT SELECT, INSERT, UPDATE (undone_at, undone_by) ON delivery_deed TO aftercare_site;
GRANT SELECT ON delivery_deed TO aftercare_worker;

-- As in 0041_thread.sql; a held text may be let go by a colleague of its writer.
CREATE OR REPLACE FUNCTION outbox_aside(which bigint, at_ timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
	SET search_path = public AS $$
DECLARE o outbox;
BEGIN
	SELECT * INTO o FROM outbox WHERE id = which AND state = 'ready' AND clinical
	   AND (created_by = my_id() OR my_id() IS NULL
	        OR released_at IS NOT NULL AND (place_id = ANY (my_places()) OR place_id IS NULL AND my_role() IN ('nurse', 'supervisor')));
	IF o.id IS NULL OR flow_waiting(o.phone_id, at_) IS NULL THEN
		RETURN;
	END IF;
	INSERT INTO aside (outbox_id, leaves_at, next_at) VALUES (which, o.run_at, o.run_at)
	ON CONFLICT (outbox_id) DO UPDATE SET leaves_at = excluded.leaves_at, next_at = excluded.next_at, asked_at = NULL;
	UPDATE outbox SET run_at = run_at + interval '10 seconds' WHERE id = which;
END $$;

-- Questions of the last two days whose flow ended without an answer, or never began.  expired is no fault of the line:
-- he did not answer in time, and what comes of that is the schedule's.
--   how	interrupted, failed, expired, unstarted
--   today_id	of a day that has passed: today's question, where that was cut off too, or waits for an answer
CREATE FUNCTION delivery_runs(at_ timestamptz)
RETURNS TABLE (message_id bigint, thread_id bigint, patient_id bigint, who text, place_name text, zone text, day integer,
    asked_at timestamptz, ended_at timestamptz, how text, today boolean, today_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = public AS $$
#variable_conflict use_column
BEGIN
	IF my_role() NOT IN ('nurse', 'supervisor') THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT m.id, m.thread_id, m.patient_id, trim(p.given_name || ' ' || p.family_name), pl.name, pl.zone, k.day, k.asked_at,
	       r.exited_at, CASE WHEN r.exit_type IS NULL THEN 'unstarted' ELSE r.exit_type END,
	       (k.asked_at AT TIME ZONE pl.zone)::date = here.today, n.message_id
	  FROM checkin k
	  JOIN message m ON m.id = k.message_id
	  JOIN outbox o ON o.id = m.outbox_id AND o.kind = 'checkin'
	  JOIN patient p ON p.id = k.patient_id
	  JOIN place pl ON pl.id = k.place_id
	  LEFT JOIN LATERAL (SELECT r.exit_type, r.exited_at, r.put_aside_at, r.responded FROM run r
	                      WHERE r.phone_id = m.phone_id AND r.outbox_id = o.id AND r.created_at > k.asked_at - interval '1 hour'
	                      ORDER BY r.created_at DESC LIMIT 1) r ON true
	 CROSS JOIN LATERAL (SELECT (at_ AT TIME ZONE pl.zone)::date AS today) here
	  LEFT JOIN LATERAL (SELECT t.message_id FROM checkin t JOIN message tm ON tm.id = t.message_id
	                      WHERE t.patient_id = k.patient_id AND t.answer = '' AND tm.state IN ('sent', 'delivered')
	                        AND (t.asked_at AT TIME ZONE pl.zone)::date = here.today AND t.asked_at > k.asked_at
	                      ORDER BY t.asked_at DESC LIMIT 1) n ON (k.asked_at AT TIME ZONE pl.zone)::date <> here.today
	 WHERE k.place_id = ANY (my_places()) AND k.asked_at > at_ - interval '2 days' AND k.answer = '' AND m.set_aside_at IS NULL
	   AND p.opted_out_at IS NULL
	   AND CASE WHEN r.exit_type IS NULL
	       THEN m.rapidpro_id IS NULL AND o.state IN ('accepted', 'done') AND m.state IN ('queued', 'sending')
	            AND k.asked_at < at_ - interval '1 hour'
	            -- The runs were read since: what has not begun by then does not.
	            AND (SELECT f.read_at FROM feed f WHERE f.name = 'runs') > k.asked_at + interval '30 minutes'
	       ELSE r.exit_type IN ('interrupted', 'failed', 'expired') AND NOT r.responded AND r.put_aside_at IS NULL
	            AND m.state IN ('sent', 'delivered') END;
END $$;
REVOKE EXECUTE ON FUNCTION delivery_runs(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delivery_runs(timestamptz) TO aftercare_site;

-- The first digits of a number, which tell the network in most countries: the country's code (E.164 has one of one
-- digit, some of two, all others of three) and two more.
CREATE FUNCTION phone_prefix(e164 text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT left(e164, CASE WHEN e164 ~ '^\+[17]' THEN 4
	    WHEN e164 ~ '^\+(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])' THEN 5 ELSE 6 END)
$$;

-- Troubles ---------------------------------------------------------------------------------

-- One row is one trouble from its beginning to its end; it ends when it has not been seen for a
-- while, so that what comes and goes stays one.
--   unreachable	RapidPro has not answered for some minutes
--   token		RapidPro refuses our token
--   flow		the flow that sends, or the one that asks, is missing
--   waiting		texts that should have left long ago are still here
--   failing		most texts to the numbers of one prefix fail
--   silence		nothing comes in, at an hour when something always does; place_id: where, NULL: anywhere
CREATE TABLE trouble (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kind		text NOT NULL CHECK (kind IN ('unreachable', 'token', 'flow', 'waiting', 'failing', 'silence')),
	place_id	bigint REFERENCES place,
	prefix		text NOT NULL DEFAULT '' CHECK (prefix ~ '^(\+[0-9]{3,5})?$'),
	began_at	timestamptz NOT NULL,
	seen_at		timestamptz NOT NULL,	-- last
	ended_at	timestamptz,
	CHECK (place_id IS NULL OR kind = 'silence'),
	CHECK ((prefix <> '') = (kind = 'failing'))
);
CREATE UNIQUE INDEX trouble_open ON trouble (kind, coalesce(place_id, 0), prefix) WHERE ended_at IS NULL;
CREATE INDEX trouble_began ON trouble (began_at DESC);
-- It stands on every page: as one of no place it touches all.
CREATE FUNCTION trouble_touches() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO place_touch (place_id) VALUES (coalesce(NEW.place_id, 0)) ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
CREATE TRIGGER version_insert AFTER INSERT ON trouble FOR EACH ROW EXECUTE FUNCTION trouble_touches();
CREATE TRIGGER version_update AFTER UPDATE OF ended_at ON trouble FOR EACH ROW EXECUTE FUNCTION trouble_touches();
ALTER TABLE trouble ENABLE ROW LEVEL SECURITY;
ALTER TABLE trouble FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON trouble TO aftercare_worker USING (true) WITH CHECK (true);
CREATE POLICY site ON trouble FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL
	AND (place_id IS NULL OR (SELECT my_role()) = 'admin' OR place_id = ANY ((SELECT my_places())::bigint[])));
GRANT SELECT, INSERT, UPDATE (seen_at, ended_at) ON trouble TO aftercare_worker;
GRANT SELECT ON trouble TO aftercare_site;

-- One worker at a time looks.
INSERT INTO feed (name) VALUES ('troubles');

-- In how many of the last days somebody wrote within this hour of the day; learned once a day.
CREATE TABLE usual_hour (
	place_id	bigint NOT NULL,	-- 0: anywhere, and then the hour is UTC's
	weekend		boolean NOT NULL,
	hour		smallint NOT NULL CHECK (hour BETWEEN 0 AND 23),
	days		integer NOT NULL,	-- of these
	heard		integer NOT NULL,	-- in so many
	PRIMARY KEY (place_id, weekend, hour)
);
ALTER TABLE gateway ADD usual_learned_at timestamptz;
ALTER TABLE usual_hour ENABLE ROW LEVEL SECURITY;
ALTER TABLE usual_hour FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON usual_hour TO aftercare_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON usual_hour TO aftercare_worker;

-- Days before the first SMS ever do not count, and nor does today.
CREATE FUNCTION usual_learn(at_ timestamptz) RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
	DELETE FROM usual_hour;
	INSERT INTO usual_hour (place_id, weekend, hour, days, heard)
	WITH heard AS MATERIALIZED (
		SELECT DISTINCT m.place_id, date_trunc('hour', m.at AT TIME ZONE pl.zone) AS hour, date_trunc('hour', m.at AT TIME ZONE 'UTC') AS utc
		  FROM message m JOIN place pl ON pl.id = m.place_id
		 WHERE m.direction = 'in' AND m.at > at_ - interval '21 days' AND m.at <= at_
	), hours AS (
		SELECT DISTINCT h.place_id, h.hour FROM heard h UNION SELECT DISTINCT 0, h.utc FROM heard h
	), days AS (
		SELECT f.place_id, extract(isodow FROM d.day) > 5 AS weekend, count(*) AS days
		  FROM (SELECT x.place_id, min(x.hour)::date AS since, coalesce((SELECT zone FROM place WHERE id = x.place_id), 'UTC') AS zone
		          FROM hours x GROUP BY x.place_id) f
		 CROSS JOIN LATERAL generate_series(f.since, (at_ AT TIME ZONE f.zone)::date - 1, interval '1 day') d (day)
		 GROUP BY f.place_id, weekend
	)
	SELECT h.place_id, d.weekend, extract(hour FROM h.hour), max(d.days), count(DISTINCT h.hour::date)
	  FROM hours h JOIN days d ON d.place_id = h.place_id AND d.weekend = (extract(isodow FROM h.hour) > 5)
	  LEFT JOIN place pl ON pl.id = h.place_id
	 WHERE h.hour::date < (at_ AT TIME ZONE coalesce(pl.zone, 'UTC'))::date
	 GROUP BY h.place_id, d.weekend, extract(hour FROM h.hour);
	UPDATE gateway SET usual_learned_at = at_;
END $$;

-- Where nothing has come in for so long although at this hour something always does, and the facility is open and was
-- when it began.  If nothing came in anywhere, that alone is said.
CREATE FUNCTION silent_places(at_ timestamptz, minutes integer) RETURNS TABLE (place_id bigint) LANGUAGE sql STABLE
	SET search_path = public AS $$
	WITH open AS (
		SELECT pl.id, (at_ - make_interval(mins => minutes / 2)) AT TIME ZONE pl.zone AS middle
		  FROM place pl
		 WHERE pl.active AND pl.kind = 'facility' AND (at_ AT TIME ZONE pl.zone)::time < pl.closes
		   AND (at_ AT TIME ZONE pl.zone)::time >= pl.opens
		   AND ((at_ - make_interval(mins => minutes)) AT TIME ZONE pl.zone)::time BETWEEN pl.opens AND pl.closes
	), asked AS (
		SELECT o.id, o.middle FROM open o
		 UNION ALL
		SELECT 0, (at_ - make_interval(mins => minutes / 2)) AT TIME ZONE 'UTC' WHERE EXISTS (SELECT FROM open)
	), recent AS MATERIALIZED (
		SELECT DISTINCT m.place_id FROM message m
		 WHERE m.direction = 'in' AND m.at > at_ - make_interval(mins => minutes) AND m.at <= at_ + interval '1 minute'
	), silent AS (
		SELECT a.id FROM asked a
		  JOIN usual_hour u ON u.place_id = a.id AND u.hour = extract(hour FROM a.middle) AND u.weekend = (extract(isodow FROM a.middle) > 5)
		 WHERE u.days >= 4 AND u.heard * 10 >= u.days * 9
		   AND NOT EXISTS (SELECT FROM recent r WHERE r.place_id = a.id OR a.id = 0)
	)
	SELECT nullif(s.id, 0) FROM silent s WHERE s.id = 0 OR NOT EXISTS (SELECT FROM silent e WHERE e.id = 0)
$$;

-- Prefixes to which at least ten texts of the last two hours have ended, and more than half of them failed.
CREATE FUNCTION failing_prefixes(at_ timestamptz) RETURNS TABLE (prefix text, texts bigint, failed bigint) LANGUAGE sql STABLE
	SET search_path = public AS $$
	SELECT phone_prefix(ph.e164), count(*), count(*) FILTER (WHERE m.state = 'failed')
	  FROM message m JOIN phone ph ON ph.id = m.phone_id
	 WHERE m.direction = 'out' AND m.state IN ('delivered', 'failed') AND m.at > at_ - interval '2 hours' AND m.at <= at_
	 GROUP BY 1 HAVING count(*) >= 10 AND count(*) FILTER (WHERE m.state = 'failed') * 2 > count(*)
$$;

-- Mail ---------------------------------------------------------------------------------------

-- Who is told of troubles.  No mail says anything of a patient.
CREATE TABLE mail_person (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	name		text NOT NULL CHECK (length(name) BETWEEN 1 AND 80 AND name !~ '[[:cntrl:]]'),
	-- What SMTP takes between < and > as it stands: no blanks, no quotes, plain letters.
	address		text NOT NULL CHECK (length(address) <= 254
			    AND address ~ '^[A-Za-z0-9!#$%&''*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$'),
	added_at	timestamptz NOT NULL,
	added_by	bigint REFERENCES app_user,
	removed_at	timestamptz
);
CREATE UNIQUE INDEX mail_person_address ON mail_person (lower(address)) WHERE removed_at IS NULL;
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON mail_person FOR EACH ROW EXECUTE FUNCTION audit_write();

-- Mails on their way: each trouble is told once to each, and once that it is over.
CREATE TABLE mail (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key		uuid NOT NULL UNIQUE,	-- its Message-ID: whoever gets it twice sees that it is one
	trouble_id	bigint REFERENCES trouble,	-- NULL: the test that the administrator asked for
	what		text NOT NULL CHECK (what IN ('begun', 'over', 'test')),
	person_id	bigint NOT NULL REFERENCES mail_person,
	subject		text NOT NULL CHECK (length(subject) BETWEEN 1 AND 120 AND subject !~ '[[:cntrl:]]'),
	body		text NOT NULL CHECK (length(body) BETWEEN 1 AND 4000),
	state		text NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'leased', 'sent', 'failed', 'dropped')),
	attempt		integer NOT NULL DEFAULT 0,
	run_at		timestamptz NOT NULL,
	owner		uuid,
	lease_until	timestamptz,
	reason		text NOT NULL DEFAULT '',	-- of the last try that did not work
	created_at	timestamptz NOT NULL,
	created_by	bigint REFERENCES app_user,
	finished_at	timestamptz,
	UNIQUE (trouble_id, what, person_id),
	CHECK ((trouble_id IS NULL) = (what = 'test'))
);
CREATE INDEX mail_ready ON mail (run_at, id) WHERE state IN ('ready', 'leased');
CREATE INDEX mail_recent ON mail (person_id, finished_at) WHERE state = 'sent';
DO $$
DECLARE t text;
BEGIN
	FOREACH t IN ARRAY ARRAY['mail_person', 'mail'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY worker ON %I TO aftercare_worker USING (true) WITH CHECK (true)', t);
		EXECUTE format('CREATE POLICY admin ON %I TO aftercare_site USING ((SELECT my_role()) = ''admin'')', t);
	END LOOP;
END $$;
GRANT SELECT ON mail_person TO aftercare_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON mail TO aftercare_worker;
GRANT SELECT, INSERT, UPDATE (removed_at) ON mail_person TO aftercare_site;
GRANT SELECT, INSERT ON mail TO aftercare_site;

REVOKE EXECUTE ON FUNCTION phone_prefix(text), trouble_touches(), usual_learn(timestamptz), silent_places(timestamptz, integer),
    failing_prefixes(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION phone_prefix(text), usual_learn(timestamptz), silent_places(timestamptz, integer),
    failing_prefixes(timestamptz) TO aftercare_worker;

-- Counts -----------------------------------------------------------------------------------

-- As in 0018_lists.sql, 0003_talk.sql: without what was set aside, and with what is held.
CREATE OR REPLACE FUNCTION delivery_failed(since timestamptz) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public AS $$
	SELECT CASE WHEN my_role() = 'admin'
	    THEN (SELECT count(*) FROM message WHERE state IN ('failed', 'unsure') AND at > since AND set_aside_at IS NULL)
	         + (SELECT count(*) FROM outbox WHERE state = 'held')
	    ELSE 0 END
$$;
CREATE OR REPLACE FUNCTION delivery_counts(since timestamptz)
RETURNS TABLE (place_name text, reason text, texts bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT coalesce(p.name, ''), w.reason, count(*), min(w.at)
	  FROM (SELECT m.place_id, delivery_reason(m.state, m.reason) AS reason, m.at FROM message m
	         WHERE m.state IN ('failed', 'unsure') AND m.at > since AND m.set_aside_at IS NULL
	         UNION ALL
	        SELECT o.place_id, 'held', o.created_at FROM outbox o WHERE o.state = 'held') w
	  LEFT JOIN place p ON p.id = w.place_id
	 WHERE (SELECT my_role()) = 'admin'
	 GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
$$;

-- The trouble that weighs most, of those that the reader's pages tell of; '': none.
CREATE FUNCTION trouble_heaviest(mine bigint[]) RETURNS text LANGUAGE sql STABLE SET search_path = public AS $$
	SELECT coalesce((SELECT kind FROM trouble
	  WHERE ended_at IS NULL AND (place_id IS NULL OR mine IS NULL OR place_id = ANY (mine))
	  ORDER BY array_position(ARRAY['token', 'unreachable', 'flow', 'waiting', 'silence', 'failing'], kind) LIMIT 1), '')
$$;
REVOKE EXECUTE ON FUNCTION trouble_heaviest(bigint[]) FROM PUBLIC;

-- As in 0045_figures.sql, with all that.
DROP FUNCTION work_counts(timestamptz);
CREATE FUNCTION work_counts(at_ timestamptz)
RETURNS TABLE (tasks bigint, messages bigint, escalations bigint, delivery bigint, late boolean,
    rules bigint, until timestamptz, trouble text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	mine constant bigint[] := my_places();
	clinical constant boolean := my_role() IN ('nurse', 'supervisor');
	failing bigint := 0;
	since constant timestamptz := at_ - interval '7 days';
	tomorrow constant timestamptz := at_ + interval '1 day';
BEGIN
	IF NOT clinical THEN
		RETURN QUERY SELECT 0::bigint, 0::bigint, 0::bigint, delivery_failed(since), false,
		    rule_failing_count() + (rule_behind(at_) IS NOT NULL)::integer, at_,
		    CASE WHEN my_role() = 'admin' THEN trouble_heaviest(NULL) ELSE '' END;
		RETURN;
	END IF;
	-- As rule_failing_count(), whose plan would be made anew for each page.
	IF my_role() = 'supervisor' THEN
		SELECT count(DISTINCT (f.rule, f.file, f.line)) INTO failing FROM rule_failure f
		 WHERE f.place_id = ANY (mine) OR f.place_id IS NULL;
		failing := failing + (SELECT count(*) FROM rule_zone) + (rule_behind(at_) IS NOT NULL)::integer;
	END IF;
	RETURN QUERY
	SELECT count(*) FILTER (WHERE kind <> 'escalation' AND starts_at <= at_ AND due_at < tomorrow),
	       (SELECT count(*) FROM thread WHERE place_id = ANY (mine) AND state = 'waiting')
	       + (SELECT count(*) FROM thread WHERE place_id IS NULL AND state = 'waiting'),
	       count(*) FILTER (WHERE kind = 'escalation'),
	       (SELECT count(*) FROM message WHERE place_id = ANY (mine) AND state IN ('failed', 'unsure') AND at > since
	           AND set_aside_at IS NULL)
	       + (SELECT count(*) FROM message WHERE place_id IS NULL AND state IN ('failed', 'unsure') AND at > since
	           AND set_aside_at IS NULL)
	       + (SELECT count(*) FROM outbox WHERE place_id = ANY (mine) AND state = 'held')
	       + (SELECT count(*) FROM outbox WHERE place_id IS NULL AND state = 'held'),
	       EXISTS (SELECT FROM task t JOIN escalation e ON e.task_id = t.id
	                WHERE (t.place_id = ANY (mine) OR t.place_id IS NULL) AND t.kind = 'escalation' AND t.open
	                  AND ((e.first_at IS NULL AND e.first_due < at_) OR (e.decided_at IS NULL AND e.decide_due < at_))),
	       failing,
	       least(min(starts_at) FILTER (WHERE starts_at > at_), min(due_at) FILTER (WHERE kind = 'escalation' AND due_at >= at_),
	             min(due_at) FILTER (WHERE due_at >= tomorrow) - interval '1 day'),
	       trouble_heaviest(mine)
	  FROM (SELECT kind, starts_at, due_at FROM task WHERE place_id = ANY (mine) AND open
	         UNION ALL
	        SELECT kind, starts_at, due_at FROM task WHERE place_id IS NULL AND open) work;
END $$;
REVOKE EXECUTE ON FUNCTION work_counts(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION work_counts(timestamptz) TO aftercare_site;
