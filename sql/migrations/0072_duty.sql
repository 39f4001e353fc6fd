-- Who is on duty, who is told of a case whose time is over, and handing duty over.

-- Shifts with their dates.  The first is told first, then the second and the third.
CREATE TABLE duty_shift (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	place_id	bigint NOT NULL REFERENCES place,
	user_id		bigint NOT NULL REFERENCES app_user,
	rank		smallint NOT NULL CHECK (rank BETWEEN 1 AND 3),
	begins_at	timestamptz NOT NULL,
	ends_at		timestamptz NOT NULL,
	created_at	timestamptz NOT NULL,
	created_by	bigint REFERENCES app_user,
	CHECK (ends_at >= begins_at)	-- one that is taken away as it begins has no length
);
CREATE INDEX duty_shift_ends ON duty_shift (place_id, ends_at);
CREATE INDEX duty_shift_begins ON duty_shift (place_id, begins_at);
CREATE INDEX duty_shift_user ON duty_shift (user_id, ends_at);
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE OR DELETE ON duty_shift FOR EACH ROW EXECUTE FUNCTION audit_write();
CREATE TRIGGER version_insert AFTER INSERT ON duty_shift REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
CREATE TRIGGER version_update AFTER UPDATE ON duty_shift REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
CREATE TRIGGER version_delete AFTER DELETE ON duty_shift REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
ALTER TABLE duty_shift ENABLE ROW LEVEL SECURITY;
ALTER TABLE duty_shift FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON duty_shift FOR SELECT TO aftercare_worker USING (true);
CREATE POLICY site ON duty_shift FOR SELECT TO aftercare_site
	USING ((SELECT my_role()) = 'admin' OR place_id = ANY ((SELECT my_places())::bigint[]));
CREATE POLICY plan_insert ON duty_shift FOR INSERT TO aftercare_site
	WITH CHECK ((SELECT my_role()) = 'admin' OR (SELECT my_role()) = 'supervisor' AND place_id = ANY ((SELECT my_places())::bigint[]));
CREATE POLICY plan_update ON duty_shift FOR UPDATE TO aftercare_site
	USING ((SELECT my_role()) = 'admin' OR (SELECT my_role()) = 'supervisor' AND place_id = ANY ((SELECT my_places())::bigint[]));
CREATE POLICY plan_delete ON duty_shift FOR DELETE TO aftercare_site
	USING ((SELECT my_role()) = 'admin' OR (SELECT my_role()) = 'supervisor' AND place_id = ANY ((SELECT my_places())::bigint[]));
GRANT SELECT ON duty_shift TO aftercare_worker;
GRANT SELECT, INSERT, UPDATE (ends_at), DELETE ON duty_shift TO aftercare_site;

-- Who may be on duty for a facility.
CREATE FUNCTION duty_may(who bigint, place bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT EXISTS (SELECT FROM app_user u
	                WHERE u.id = $1 AND u.active AND u.role = 'supervisor'
	                  AND ($2 IS NULL OR EXISTS (SELECT FROM user_place up WHERE up.user_id = u.id AND up.place_id = $2)))
$$;
-- Who is on duty: each once, by the best of the ranks he has.
CREATE FUNCTION duty_now(place bigint, at_ timestamptz) RETURNS TABLE (user_id bigint, rank integer, begins_at timestamptz, ends_at timestamptz)
LANGUAGE sql STABLE AS $$
	SELECT s.user_id, min(s.rank)::integer, min(s.begins_at), max(s.ends_at)
	  FROM duty_shift s
	 WHERE s.place_id = $1 AND s.begins_at <= at_ AND s.ends_at > at_ AND duty_may(s.user_id, s.place_id)
	 GROUP BY s.user_id
	 ORDER BY 2, 1
$$;

-- Clocks -----------------------------------------------------------------------------------

-- Each clock of a case that somebody has to stop, how far it is told of, and when it is looked at next.
CREATE TABLE case_clock (
	task_id		bigint NOT NULL REFERENCES task ON DELETE CASCADE,
	clock		text NOT NULL CHECK (clock IN ('first', 'decision', 'back')),
	place_id	bigint REFERENCES place,
	due		timestamptz NOT NULL,	-- who it is told to is counted anew for each
	step		integer NOT NULL DEFAULT 0,	-- the last that was told
	done		boolean NOT NULL DEFAULT false,	-- everybody was
	next_at		timestamptz,	-- of the next step; NULL: none
	look_at		timestamptz,	-- at the latest; NULL: never again by itself
	PRIMARY KEY (task_id, clock)
);
CREATE INDEX case_clock_look ON case_clock (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX case_clock_place ON case_clock (place_id, due);
ALTER TABLE case_clock ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_clock FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON case_clock TO aftercare_worker USING (true) WITH CHECK (true);
CREATE POLICY site ON case_clock FOR SELECT TO aftercare_site
	USING (coalesce(place_id = ANY ((SELECT my_places())::bigint[]), my_role() IN ('nurse', 'supervisor')));
GRANT SELECT, INSERT, UPDATE ON case_clock TO aftercare_worker;
GRANT SELECT ON case_clock TO aftercare_site;

-- Whether nobody has done yet what a clock waits for.
CREATE FUNCTION case_waits(clock text, open boolean, first_at timestamptz, decided_at timestamptz, owner bigint)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT $2 AND $4 IS NULL AND CASE $1 WHEN 'first' THEN $3 IS NULL WHEN 'back' THEN $5 IS NULL ELSE true END
$$;

-- Who was told of a deadline that had passed, each step once.
CREATE TABLE case_notice (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	task_id		bigint NOT NULL,
	clock		text NOT NULL,
	place_id	bigint REFERENCES place,
	due		timestamptz NOT NULL,
	step		integer NOT NULL,
	user_id		bigint REFERENCES app_user,	-- NULL: whom the administrator has told of troubles
	why		text NOT NULL CHECK (why IN ('duty', 'holder', 'begins', 'gap', 'all', 'trouble', 'lost')),
	at		timestamptz NOT NULL,
	seen_at		timestamptz,	-- he has said so
	over_at		timestamptz,	-- nobody has to act on it any more
	FOREIGN KEY (task_id, clock) REFERENCES case_clock ON DELETE CASCADE,
	UNIQUE NULLS NOT DISTINCT (task_id, clock, due, step, user_id)
);
CREATE INDEX case_notice_open ON case_notice (user_id) WHERE seen_at IS NULL AND over_at IS NULL;
CREATE TRIGGER version_insert AFTER INSERT ON case_notice REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
CREATE TRIGGER version_update AFTER UPDATE ON case_notice REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
ALTER TABLE case_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON case_notice TO aftercare_worker USING (true) WITH CHECK (true);
CREATE POLICY site ON case_notice FOR SELECT TO aftercare_site
	USING (coalesce(place_id = ANY ((SELECT my_places())::bigint[]), my_role() IN ('nurse', 'supervisor')));
CREATE POLICY own ON case_notice FOR UPDATE TO aftercare_site
	USING (user_id = (SELECT my_id()) AND coalesce(place_id = ANY ((SELECT my_places())::bigint[]), my_role() IN ('nurse', 'supervisor')));
GRANT SELECT, INSERT, UPDATE (over_at) ON case_notice TO aftercare_worker;
GRANT SELECT, UPDATE (seen_at) ON case_notice TO aftercare_site;

-- A clock that is set anew is told of from its first step on; one that goes on with the same deadline goes on where it was. It is
-- looked at at once: of a case that has become worse the next step comes sooner.
CREATE FUNCTION case_clocks_set() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO case_clock AS k (task_id, clock, place_id, due, look_at)
	SELECT NEW.task_id, c.clock, NEW.place_id, c.due, c.due
	  FROM (VALUES ('first', NEW.first_due, NEW.first_at), ('decision', NEW.decide_due, NULL)) c (clock, due, stopped)
	 WHERE NEW.decided_at IS NULL AND c.stopped IS NULL
	    ON CONFLICT (task_id, clock) DO UPDATE
	       SET place_id = NEW.place_id, due = EXCLUDED.due, look_at = EXCLUDED.due,
	           step = CASE WHEN k.due = EXCLUDED.due THEN k.step ELSE 0 END,
	           done = k.done AND k.due = EXCLUDED.due,
	           next_at = CASE WHEN k.due = EXCLUDED.due THEN k.next_at END;
	RETURN NULL;
END $$;
CREATE TRIGGER case_clocks_insert AFTER INSERT ON escalation FOR EACH ROW EXECUTE FUNCTION case_clocks_set();
CREATE TRIGGER case_clocks_update AFTER UPDATE ON escalation FOR EACH ROW
	WHEN ((NEW.place_id, NEW.severity, NEW.first_due, NEW.decide_due, NEW.decided_at, NEW.merged_into)
	      IS DISTINCT FROM (OLD.place_id, OLD.severity, OLD.first_due, OLD.decide_due, OLD.decided_at, OLD.merged_into))
	EXECUTE FUNCTION case_clocks_set();
-- A case that somebody had and nobody has any more is told of at once, whoever gave it back: its first clock is stopped.
CREATE FUNCTION case_goes_back() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO case_clock AS k (task_id, clock, place_id, due, look_at)
	SELECT NEW.id, 'back', NEW.place_id, business_now(), business_now()
	  FROM escalation e WHERE e.task_id = NEW.id AND e.decided_at IS NULL
	    ON CONFLICT (task_id, clock) DO UPDATE
	       SET place_id = EXCLUDED.place_id, due = EXCLUDED.due, look_at = EXCLUDED.look_at, step = 0, done = false, next_at = NULL
	     WHERE k.due <> EXCLUDED.due;
	RETURN NULL;
END $$;
CREATE TRIGGER case_goes_back AFTER UPDATE OF owner_id ON task FOR EACH ROW
	WHEN (NEW.kind = 'escalation' AND NEW.open AND OLD.owner_id IS NOT NULL AND NEW.owner_id IS NULL)
	EXECUTE FUNCTION case_goes_back();
-- Whose shift begins is told of what is late there.
CREATE FUNCTION duty_shift_looks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	UPDATE case_clock k SET look_at = least(k.look_at, greatest(NEW.begins_at, k.due))
	  FROM task t WHERE k.place_id = NEW.place_id AND t.id = k.task_id AND t.open;
	RETURN NULL;
END $$;
CREATE TRIGGER duty_shift_looks AFTER INSERT ON duty_shift FOR EACH ROW EXECUTE FUNCTION duty_shift_looks();

-- Cases that are open already: what is past is told once to who is on duty.
INSERT INTO case_clock (task_id, clock, place_id, due, look_at)
SELECT e.task_id, c.clock, e.place_id, c.due, c.due
  FROM escalation e JOIN task t ON t.id = e.task_id
 CROSS JOIN LATERAL (VALUES ('first', e.first_due), ('decision', e.decide_due)) c (clock, due)
 WHERE case_waits(c.clock, t.open, e.first_at, e.decided_at, t.owner_id);

-- With whom no case may stay: "not-there" who is no supervisor of its facility any more, "off-duty" who is not on duty since a change
-- of shift after he took it.  Where no roster is kept there is no change.
CREATE INDEX task_case_owned ON task (owner_id) WHERE open AND kind = 'escalation' AND owner_id IS NOT NULL;
CREATE FUNCTION case_astray(which bigint, owner bigint, place bigint, at_ timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN NOT duty_may($2, $3) THEN 'not-there'
	            WHEN EXISTS (SELECT FROM duty_now($3, at_) d WHERE d.user_id = $2) THEN ''
	            WHEN EXISTS (SELECT FROM duty_shift s
	                          WHERE s.place_id = $3 AND (s.begins_at > h.since AND s.begins_at <= at_ OR s.ends_at > h.since AND s.ends_at <= at_))
	            THEN 'off-duty' ELSE '' END
	  FROM (SELECT coalesce(max(v.at), at_) AS since FROM task_event v
	         WHERE v.task_id = $1 AND v.to_owner = $2 AND v.from_owner IS DISTINCT FROM v.to_owner) h
$$;

-- Handing over -----------------------------------------------------------------------------

CREATE TABLE duty_handover (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	from_id		bigint NOT NULL REFERENCES app_user,
	to_id		bigint NOT NULL REFERENCES app_user,
	note		text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
	state		text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'accepted', 'refused', 'withdrawn')),
	reason		text NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
	asked_at	timestamptz NOT NULL,
	good_until	timestamptz NOT NULL,	-- then it is asked no more
	answered_at	timestamptz,
	CHECK (from_id <> to_id),
	CHECK ((state = 'asked') = (answered_at IS NULL))
);
CREATE UNIQUE INDEX duty_handover_asked ON duty_handover (from_id) WHERE state = 'asked';
CREATE INDEX duty_handover_to ON duty_handover (to_id, asked_at);
CREATE INDEX duty_handover_from ON duty_handover (from_id, asked_at);
CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON duty_handover FOR EACH ROW EXECUTE FUNCTION audit_write();
-- It stands on the pages of both.
CREATE FUNCTION duty_handover_touches() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO place_touch (place_id)
	SELECT place_id FROM user_place WHERE user_id IN (NEW.from_id, NEW.to_id) ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
CREATE TRIGGER version_change AFTER INSERT OR UPDATE ON duty_handover FOR EACH ROW EXECUTE FUNCTION duty_handover_touches();
ALTER TABLE duty_handover ENABLE ROW LEVEL SECURITY;
ALTER TABLE duty_handover FORCE ROW LEVEL SECURITY;
CREATE POLICY two ON duty_handover TO aftercare_site
	USING ((SELECT my_role()) = 'supervisor' AND (SELECT my_id()) IN (from_id, to_id));
GRANT SELECT, INSERT, UPDATE (state, reason, answered_at) ON duty_handover TO aftercare_site;

-- The cases of it, and what became of each.
CREATE TABLE duty_handover_case (
	handover_id	bigint NOT NULL REFERENCES duty_handover ON DELETE CASCADE,
	task_id		bigint NOT NULL REFERENCES task ON DELETE CASCADE,
	became		text NOT NULL DEFAULT 'asked' CHECK (became IN ('asked', 'moved', 'closed', 'other', 'place')),
	PRIMARY KEY (handover_id, task_id)
);
ALTER TABLE duty_handover_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE duty_handover_case FORCE ROW LEVEL SECURITY;
CREATE POLICY two ON duty_handover_case TO aftercare_site
	USING (EXISTS (SELECT FROM duty_handover h WHERE h.id = handover_id));
GRANT SELECT, INSERT, UPDATE (became) ON duty_handover_case TO aftercare_site;

-- The rest of the shifts that one has at this moment is the other's, where he may; and the open cases with them.  Of what is
-- left it is said why.
CREATE FUNCTION duty_take(which bigint, at_ timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	h duty_handover;
BEGIN
	SELECT * INTO STRICT h FROM duty_handover WHERE id = which AND state = 'accepted' AND to_id = my_id();
	WITH ended AS (
		UPDATE duty_shift s SET ends_at = at_
		  FROM (SELECT id, ends_at AS until FROM duty_shift WHERE user_id = h.from_id AND begins_at <= at_ AND ends_at > at_
		           AND duty_may(h.to_id, place_id) ORDER BY id FOR UPDATE) o
		 WHERE s.id = o.id
		RETURNING s.place_id, s.rank, o.until
	)
	INSERT INTO duty_shift (place_id, user_id, rank, begins_at, ends_at, created_at, created_by)
	SELECT place_id, h.to_id, rank, at_, until, at_, h.to_id FROM ended;
	-- What came to him since he asked is handed over as well.
	INSERT INTO duty_handover_case (handover_id, task_id)
	SELECT h.id, t.id FROM task t JOIN escalation e ON e.task_id = t.id
	 WHERE t.owner_id = h.from_id AND t.open AND t.kind = 'escalation' AND e.decided_at IS NULL
	    ON CONFLICT DO NOTHING;
	PERFORM FROM task t JOIN duty_handover_case c ON c.task_id = t.id WHERE c.handover_id = h.id ORDER BY t.id FOR UPDATE OF t;
	UPDATE duty_handover_case c
	   SET became = CASE WHEN NOT t.open OR e.decided_at IS NOT NULL THEN 'closed'
	                     WHEN t.owner_id IS DISTINCT FROM h.from_id THEN 'other'
	                     WHEN NOT duty_may(h.to_id, t.place_id) THEN 'place' ELSE 'moved' END
	  FROM task t JOIN escalation e ON e.task_id = t.id
	 WHERE c.handover_id = h.id AND t.id = c.task_id;
	UPDATE task t SET owner_id = h.to_id, status = task_held(t.status, h.to_id), version = t.version + 1,
	       event = 'handed-over', event_note = h.note
	  FROM duty_handover_case c WHERE c.handover_id = h.id AND c.became = 'moved' AND t.id = c.task_id;
END $$;

-- Mail -------------------------------------------------------------------------------------

ALTER TABLE app_user ADD mail text NOT NULL DEFAULT '' CHECK (mail = '' OR length(mail) <= 254
	AND mail ~ '^[A-Za-z0-9!#$%&''*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$');
GRANT SELECT (mail), UPDATE (mail) ON app_user TO aftercare_site;
GRANT SELECT (mail) ON app_user TO aftercare_worker;

-- Also of a case, to somebody of the roster: by his own address.
ALTER TABLE mail
	ADD notice_id bigint REFERENCES case_notice ON DELETE CASCADE,
	ADD user_id bigint REFERENCES app_user,
	ALTER person_id DROP NOT NULL,
	DROP CONSTRAINT mail_what_check,
	ADD CONSTRAINT mail_what_check CHECK (what IN ('begun', 'over', 'test', 'case')),
	DROP CONSTRAINT mail_check,
	ADD CONSTRAINT mail_check CHECK ((trouble_id IS NULL) = (what IN ('test', 'case'))),
	ADD CONSTRAINT mail_notice_check CHECK ((notice_id IS NULL) = (what <> 'case')),
	ADD CONSTRAINT mail_to_check CHECK ((person_id IS NULL) = (user_id IS NOT NULL) AND (user_id IS NULL OR what = 'case'));
CREATE UNIQUE INDEX mail_notice ON mail (notice_id, coalesce(person_id, 0)) WHERE notice_id IS NOT NULL;
CREATE INDEX mail_recent_user ON mail (user_id, finished_at) WHERE state = 'sent';

-- What became of the mails about one notice, without their addresses: for whoever sees the notice.
CREATE FUNCTION mail_of_case(notice bigint) RETURNS TABLE (state text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT m.state FROM mail m JOIN case_notice n ON n.id = m.notice_id
	 WHERE m.notice_id = $1 AND my_role() IN ('nurse', 'supervisor') AND coalesce(n.place_id = ANY (my_places()), true)
$$;

-- Troubles ---------------------------------------------------------------------------------

-- "unheard": somebody was told of a case ten minutes ago, and neither has a mail left nor has he seen it.
ALTER TABLE trouble
	DROP CONSTRAINT trouble_kind_check,
	ADD CONSTRAINT trouble_kind_check CHECK (kind IN ('unreachable', 'token', 'flow', 'group', 'waiting', 'failing', 'silence', 'unheard')),
	DROP CONSTRAINT trouble_check,
	ADD CONSTRAINT trouble_check CHECK (place_id IS NULL OR kind IN ('silence', 'unheard'));
CREATE OR REPLACE FUNCTION trouble_heaviest(mine bigint[]) RETURNS text LANGUAGE sql STABLE SET search_path = public AS $$
	SELECT coalesce((SELECT kind FROM trouble
	  WHERE ended_at IS NULL AND (place_id IS NULL OR mine IS NULL OR place_id = ANY (mine))
	  ORDER BY array_position(ARRAY['token', 'unreachable', 'flow', 'waiting', 'silence', 'failing', 'unheard', 'group'], kind) LIMIT 1), '')
$$;
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
		             FROM unnest(ARRAY['failing', 'flow', 'group', 'silence', 'token', 'unheard', 'unreachable', 'waiting']) k (kind)
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

REVOKE EXECUTE ON FUNCTION duty_may(bigint, bigint), duty_now(bigint, timestamptz), case_waits(text, boolean, timestamptz, timestamptz, bigint),
    case_clocks_set(), case_goes_back(), duty_shift_looks(), duty_handover_touches(), case_astray(bigint, bigint, bigint, timestamptz),
    duty_take(bigint, timestamptz), mail_of_case(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION duty_may(bigint, bigint), duty_now(bigint, timestamptz),
    case_waits(text, boolean, timestamptz, timestamptz, bigint) TO aftercare_site, aftercare_worker;
GRANT EXECUTE ON FUNCTION case_astray(bigint, bigint, bigint, timestamptz) TO aftercare_worker;
GRANT EXECUTE ON FUNCTION duty_take(bigint, timestamptz), mail_of_case(bigint) TO aftercare_site;
