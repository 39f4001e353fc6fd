-- The referral: where a man of a case is to be seen, until when, what he and they were told, and who saw him.

CREATE TABLE referral (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	case_id		bigint NOT NULL REFERENCES escalation ON DELETE CASCADE,
	moved_from	bigint,			-- the case it came from when the two were merged
	place_id	bigint REFERENCES place,	-- his facility; NULL: nobody knows yet whose number it is
	patient_id	bigint,
	who		text NOT NULL,		-- name or number, as the list shows it
	kind		text NOT NULL CHECK (kind IN ('clinic', 'refer')),
	seen_place_id	bigint REFERENCES place,	-- where he is to be seen; NULL: none of ours
	seen_place	text NOT NULL,		-- its name
	transport	text NOT NULL CHECK (transport IN ('own', 'ambulance', 'fetched', 'unknown')),
	note		text NOT NULL DEFAULT '',	-- what is to be done there
	made_at		timestamptz NOT NULL,
	made_by		bigint REFERENCES app_user,
	visit_due	timestamptz NOT NULL,	-- until then somebody has to have seen him
	visit_checked	timestamptz,		-- it was looked at when it had come
	search_due	timestamptz NOT NULL,	-- then he is looked for
	man_told	text NOT NULL DEFAULT '' CHECK (man_told IN ('', 'sms', 'call', 'present', 'not-reached')),
	man_told_at	timestamptz,
	man_told_by	bigint REFERENCES app_user,
	place_told	text NOT NULL DEFAULT '',	-- who there
	place_told_how	text NOT NULL DEFAULT '' CHECK (place_told_how IN ('', 'call', 'message', 'letter', 'present')),
	place_told_at	timestamptz,
	place_told_by	bigint REFERENCES app_user,
	task_id		bigint REFERENCES task ON DELETE SET NULL,	-- of whoever is to see him, or to ask
	missed_at	timestamptz,		-- he did not come, or nobody said whether he had
	missed_by	bigint REFERENCES app_user,
	trace_id	bigint REFERENCES task ON DELETE SET NULL,
	seen_at		timestamptz,
	seen_by		text NOT NULL DEFAULT '',
	found		text NOT NULL DEFAULT '',	-- 'none' or the code of an adverse event
	grade		text NOT NULL DEFAULT '',
	done		text NOT NULL DEFAULT '',
	report_id	bigint REFERENCES report ON DELETE SET NULL,	-- the form that says so
	told		text NOT NULL DEFAULT '' CHECK (told IN ('', 'seen', 'elsewhere', 'missed', 'back')),
	told_at		timestamptz,
	told_by		bigint REFERENCES app_user,
	told_note	text NOT NULL DEFAULT '',
	followed	boolean NOT NULL DEFAULT true,	-- the case has heard what was told
	ending		text NOT NULL DEFAULT '' CHECK (ending IN ('', 'seen', 'elsewhere', 'decided', 'reopened', 'undone', 'died', 'merged')),
	ended_at	timestamptz,
	version		integer NOT NULL DEFAULT 1,
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE,
	CHECK ((ending = '') = (ended_at IS NULL)),
	CHECK (ending NOT IN ('seen', 'elsewhere') OR seen_at IS NOT NULL)
);
CREATE UNIQUE INDEX referral_open ON referral (case_id) WHERE ended_at IS NULL;
CREATE INDEX referral_case ON referral (case_id, id);
CREATE INDEX referral_patient ON referral (patient_id);
CREATE INDEX referral_place ON referral (place_id, visit_due) WHERE ended_at IS NULL;
CREATE INDEX referral_seen_place ON referral (seen_place_id, visit_due) WHERE ended_at IS NULL;
CREATE INDEX referral_ended ON referral (place_id, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX referral_task ON referral (task_id);
CREATE INDEX referral_visit_check ON referral (visit_due) WHERE visit_checked IS DISTINCT FROM visit_due;
CREATE INDEX referral_search ON referral (search_due) WHERE ended_at IS NULL AND missed_at IS NULL;
CREATE INDEX referral_unfollowed ON referral (id) WHERE NOT followed;

-- Those of his facility, and until it is over those of the facility that he is sent to.
ALTER TABLE referral ENABLE ROW LEVEL SECURITY;
ALTER TABLE referral FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON referral TO aftercare_worker USING (true) WITH CHECK (true);
CREATE POLICY site ON referral TO aftercare_site
	USING (coalesce(place_id = ANY ((SELECT my_places())::bigint[]), (SELECT my_role() IN ('nurse', 'supervisor')))
	    OR ended_at IS NULL AND seen_place_id = ANY ((SELECT my_places())::bigint[]))
	WITH CHECK (coalesce(place_id = ANY ((SELECT my_places())::bigint[]), (SELECT my_role() IN ('nurse', 'supervisor')))
	    OR ended_at IS NULL AND seen_place_id = ANY ((SELECT my_places())::bigint[]));
GRANT SELECT, INSERT, UPDATE ON referral TO aftercare_site, aftercare_worker;

-- He goes to the facility that he moves to, unless he was sent to another than his own.
CREATE FUNCTION referral_moves() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	IF NEW.place_id IS DISTINCT FROM OLD.place_id AND NEW.ended_at IS NULL AND NEW.seen_place_id = OLD.place_id THEN
		NEW.seen_place_id := NEW.place_id;
		NEW.seen_place := (SELECT name FROM place WHERE id = NEW.place_id);
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER referral_moves BEFORE UPDATE OF place_id ON referral FOR EACH ROW EXECUTE FUNCTION referral_moves();

CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON referral FOR EACH ROW EXECUTE FUNCTION audit_write();

-- What the facility he is sent to sees of him: it has no other right to him, and this one ends with the referral.

-- The referral, if whoever asks works at his facility or where he is to be seen.
CREATE FUNCTION referral_open_to_me(which bigint) RETURNS referral LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT r.* FROM referral r
	 WHERE r.id = $1 AND my_role() IN ('nurse', 'supervisor')
	   AND (r.place_id IS NULL OR r.place_id = ANY (my_places()) OR r.ended_at IS NULL AND r.seen_place_id = ANY (my_places()))
$$;
-- Who he is, how he is reached, what he wrote.
CREATE FUNCTION referral_letter(which bigint, OUT name text, OUT number text, OUT birth_date date, OUT anchor_date date, OUT e164 text,
    OUT guardian_name text, OUT words text, OUT said text, OUT said_at timestamptz, OUT severity text, OUT event text, OUT decided_by text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT coalesce(trim(p.given_name || ' ' || p.family_name), r.who), coalesce(p.number, ''), p.birth_date, t.anchor_date,
	       coalesce(ph.e164, ''), coalesce(p.guardian_name, ''), t.words, coalesce(m.body, ''), m.at, e.severity, e.event,
	       coalesce(u.name, '')
	  FROM referral_open_to_me($1) r
	  JOIN task t ON t.id = r.case_id
	  JOIN escalation e ON e.task_id = r.case_id
	  LEFT JOIN patient p ON p.id = r.patient_id
	  LEFT JOIN thread th ON th.id = t.thread_id
	  LEFT JOIN phone ph ON ph.id = CASE WHEN p.phone_id IS NOT NULL THEN p.phone_id ELSE th.phone_id END
	  LEFT JOIN message m ON m.id = e.message_id
	  LEFT JOIN app_user u ON u.id = r.made_by
$$;
-- What happened to his case, as its trail is shown.
CREATE FUNCTION referral_trail(which bigint) RETURNS TABLE (at timestamptz, user_id bigint, name text, what text, note text, to_owner text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT v.at, v.user_id, coalesce(u.name, ''), v.what, v.note, ''
	  FROM referral_open_to_me($1) r
	  JOIN task_event v ON v.task_id = r.case_id
	  LEFT JOIN app_user u ON u.id = v.user_id
	 WHERE v.what <> 'clock'
	 ORDER BY v.at, v.id LIMIT 60
$$;
-- What he answered on each day.
CREATE FUNCTION referral_days(which bigint) RETURNS TABLE (day integer, state text, reason text, asked boolean, answer text,
    message_state text, message_reason text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT d.day::integer, d.state, d.reason, c.reminder_id IS NOT NULL, coalesce(c.answer, ''), coalesce(m.state, ''), coalesce(m.reason, '')
	  FROM referral_open_to_me($1) r
	  JOIN task t ON t.id = r.case_id
	  JOIN reminder d ON d.enrolment_id = t.enrolment_id
	  LEFT JOIN checkin c ON c.reminder_id = d.id
	  LEFT JOIN message m ON m.id = CASE WHEN c.message_id IS NOT NULL THEN c.message_id ELSE d.message_id END
	 ORDER BY d.day, d.id
$$;
-- The last forms about him: what each says of a sign, and its note.
CREATE FUNCTION referral_reports(which bigint) RETURNS TABLE (form text, title text, reported_at timestamptz, by_name text, note text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT f.form, coalesce(v.title, ''), f.reported_at, coalesce(u.name, ''), coalesce(f.fields ->> 'note', '')
	  FROM referral_open_to_me($1) r
	  JOIN report f ON f.patient_id = r.patient_id AND f.parent_id IS NULL AND f.state = 'final'
	  LEFT JOIN form_version v ON v.id = f.form_version_id
	  LEFT JOIN app_user u ON u.id = f.reported_by
	 ORDER BY f.reported_at DESC, f.id DESC LIMIT 5
$$;

-- The task of those at another facility is not his own facility's: a supervisor of that makes it and takes it back through these.
CREATE FUNCTION referral_ask(which bigint, words text, priority_ integer, at timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	WITH made AS (
		INSERT INTO task (place_id, kind, source, status, priority, performer, words, who, starts_at, due_at, created_at, created_by)
		SELECT r.seen_place_id, 'visit', 'referral:' || r.case_id || ':' || r.id, 'requested', $3, 'nurse', left($2, 500), r.who,
		       $4, r.visit_due, $4, r.made_by
		  FROM referral_open_to_me($1) r
		 WHERE r.ended_at IS NULL AND r.task_id IS NULL AND r.seen_place_id IS NOT NULL
		ON CONFLICT DO NOTHING
		RETURNING id
	)
	UPDATE referral r SET task_id = made.id FROM made WHERE r.id = $1 RETURNING r.task_id
$$;
-- Somebody has begun it, or has said what came of it.
CREATE FUNCTION referral_at_work(which bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT EXISTS (SELECT FROM referral r LEFT JOIN task t ON t.id = r.task_id
	                WHERE r.id = $1 AND (r.told <> '' OR t.status <> 'cancelled' AND (NOT t.open OR t.owner_id IS NOT NULL)))
$$;
CREATE FUNCTION referral_task_end(which bigint, who bigint, reason text, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	UPDATE task t
	   SET status = 'cancelled', closed_at = $4, closed_by = $2, outcome = 'needless', outcome_note = $3, version = t.version + 1,
	       event = 'needless', event_note = $3
	  FROM referral r
	 WHERE r.id = $1 AND t.id = r.task_id AND t.open
	   AND ((SELECT my_id()) IS NULL OR r.place_id IS NULL OR r.place_id = ANY (my_places()))
$$;
REVOKE EXECUTE ON FUNCTION referral_moves(), referral_open_to_me(bigint), referral_letter(bigint), referral_trail(bigint), referral_days(bigint),
    referral_reports(bigint), referral_ask(bigint, text, integer, timestamptz), referral_at_work(bigint),
    referral_task_end(bigint, bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referral_open_to_me(bigint), referral_letter(bigint), referral_trail(bigint), referral_days(bigint),
    referral_reports(bigint), referral_ask(bigint, text, integer, timestamptz) TO aftercare_site;
GRANT EXECUTE ON FUNCTION referral_at_work(bigint), referral_task_end(bigint, bigint, text, timestamptz) TO aftercare_site, aftercare_worker;

-- What a form says of a visit is followed by the worker, too.
GRANT EXECUTE ON FUNCTION written_day(text) TO aftercare_worker;

-- A search of ours is none of the rules' (0034_made.sql).
CREATE OR REPLACE FUNCTION rule_emission_of(source text, enrolment bigint, adult_age integer) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE split_part(source, ':', 1) || ':' || split_part(source, ':', 2)
	    WHEN 'problem:message' THEN 'message-' || part[3] || coalesce('-patient-' || part[5], '') || '~problem-call~problem-call'
	    WHEN 'who:message' THEN 'message-' || part[3] || '~who-sent~who-sent'
	    WHEN 'number:message' THEN 'enroll-' || enrolment || '~check-number~check-number'
	    WHEN 'number:task' THEN 'outcome-' || part[3] || '~check-number~check-number'
	    WHEN 'trace:referral' THEN NULL
	    ELSE CASE part[1]
		WHEN 'trace' THEN (SELECT 'enroll-' || e.id || '~silence~' ||
			CASE WHEN p.birth_date > e.anchor_date - make_interval(years => adult_age) THEN 'tracing-minor' ELSE 'tracing' END
		    FROM enrolment e JOIN patient p ON p.id = e.patient_id WHERE e.id = enrolment)
		END END
	  FROM (SELECT string_to_array(source, ':') AS part) s
$$;

-- Who is expected already: the visit that a rule had made of the decision is the referral's from now on.
INSERT INTO referral (case_id, place_id, patient_id, who, kind, seen_place_id, seen_place, transport, note, made_at, made_by, visit_due, search_due)
SELECT t.id, t.place_id, t.patient_id, t.who, x.outcome, CASE x.outcome WHEN 'clinic' THEN t.place_id END,
       CASE x.outcome WHEN 'clinic' THEN coalesce(p.name, '') ELSE x.refer_to END, 'unknown', x.note, x.decided_at, x.decided_by, t.due_at,
       t.due_at + interval '4 hours'
  FROM task t JOIN escalation x ON x.task_id = t.id LEFT JOIN place p ON p.id = t.place_id
 WHERE t.open AND x.decided_at IS NOT NULL AND x.outcome IN ('clinic', 'refer');
ALTER TABLE task DISABLE TRIGGER USER;
UPDATE task t
   SET source = 'referral:' || r.case_id || ':' || r.id, emission = NULL, rule = NULL, title = NULL, label = NULL, actions = NULL,
       authored_at = NULL, version = t.version + 1
  FROM referral r
 WHERE t.id = (SELECT min(k.id) FROM task k
                WHERE k.open AND k.kind = 'visit' AND k.patient_id IS NOT DISTINCT FROM r.patient_id
                  AND split_part(k.emission, '-', 2) = r.case_id::text AND k.emission LIKE 'decision-%');
ALTER TABLE task ENABLE TRIGGER USER;
INSERT INTO task (place_id, patient_id, thread_id, enrolment_id, kind, source, status, priority, performer, words, who, anchor_date,
       starts_at, due_at, created_at, created_by)
SELECT t.place_id, t.patient_id, t.thread_id, t.enrolment_id, 'visit', 'referral:' || r.case_id || ':' || r.id, 'requested',
       greatest(t.priority, 2), 'nurse', r.note, t.who, t.anchor_date, r.made_at, r.visit_due, business_now(), r.made_by
  FROM referral r JOIN task t ON t.id = r.case_id
ON CONFLICT DO NOTHING;
UPDATE referral r SET task_id = t.id FROM task t WHERE t.source = 'referral:' || r.case_id || ':' || r.id;

-- The numbers (0062_indicators.sql, 0067_decision.sql) ------------------------------------------

-- He was seen at a facility.  What a report says goes before what a referral does, and that before a task.  found: and it
-- tells what was found.
CREATE OR REPLACE VIEW indicator_visit WITH (security_invoker = true) AS
SELECT r.patient_id, r.place_id, coalesce(written_day(r.fields #>> '{visit,visit_date}'), written_day(r.fields #>> '{call,visit_date}'),
           (r.reported_at AT TIME ZONE pl.zone)::date) AS day,
       r.reported_at AS told_at, r.id AS report_id, true AS found
  FROM report r JOIN place pl ON pl.id = r.place_id
 WHERE r.state = 'final' AND r.patient_id IS NOT NULL AND r.fields ->> 'seen' = 'yes'
UNION ALL
SELECT f.patient_id, f.place_id, (f.seen_at AT TIME ZONE pl.zone)::date, f.told_at, NULL, f.found <> ''
  FROM referral f JOIN place pl ON pl.id = f.place_id
 WHERE f.ending IN ('seen', 'elsewhere') AND f.report_id IS NULL AND f.patient_id IS NOT NULL
UNION ALL
SELECT k.patient_id, k.place_id, (k.closed_at AT TIME ZONE pl.zone)::date, k.closed_at, NULL, false
  FROM task k JOIN place pl ON pl.id = k.place_id
 WHERE k.status = 'completed' AND k.outcome = 'came' AND k.patient_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM report r WHERE r.task_id = k.id AND r.state = 'final' AND r.fields ->> 'seen' = 'yes')
   AND NOT EXISTS (SELECT FROM referral f WHERE f.task_id = k.id AND f.ending IN ('seen', 'elsewhere'));

-- He was sent to a facility, by a form or by a decision about his case, which was not taken back.
CREATE OR REPLACE VIEW indicator_referral WITH (security_invoker = true) AS
SELECT r.patient_id, r.place_id, r.reported_at AS at, (r.reported_at AT TIME ZONE pl.zone)::date AS day, r.id AS report_id, NULL::bigint AS task_id
  FROM report r JOIN place pl ON pl.id = r.place_id
 WHERE r.form = 'referral_for_care' AND r.state = 'final' AND r.patient_id IS NOT NULL
UNION ALL
SELECT f.patient_id, f.place_id, f.made_at, (f.made_at AT TIME ZONE pl.zone)::date, NULL, f.case_id
  FROM referral f JOIN place pl ON pl.id = f.place_id
 WHERE f.ending <> 'undone' AND f.patient_id IS NOT NULL
UNION ALL
-- Before there were referrals.
SELECT x.patient_id, x.place_id, x.decided_at, (x.decided_at AT TIME ZONE pl.zone)::date, NULL, x.task_id
  FROM escalation x JOIN place pl ON pl.id = x.place_id
 WHERE x.outcome IN ('clinic', 'refer') AND x.decided_at IS NOT NULL AND x.patient_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM referral f WHERE f.case_id = x.task_id);

-- An adverse event.  What whoever saw him after a referral has found is confirmed, as a form of that visit is.
CREATE OR REPLACE VIEW indicator_event WITH (security_invoker = true) AS
SELECT r.patient_id, r.place_id, coalesce(written_day(r.fields #>> '{visit,visit_date}'), (r.reported_at AT TIME ZONE pl.zone)::date) AS day,
       r.form IN ('client_review', 'client_visit') AS confirmed, coalesce(r.fields #>> '{ae,severity}', '') AS severity,
       coalesce(r.fields #>> '{ae,code}', '') AS code, coalesce(r.fields #>> '{ae,who_type}', '') AS kind,
       CASE right(r.fields #>> '{ae,code}', 2) WHEN '-A' THEN 'intraoperative' WHEN '-B' THEN 'postoperative'
            WHEN '-C' THEN 'postoperative' ELSE '' END AS timing,
       coalesce(r.fields ->> 'serious' = 'yes', false) AS serious, coalesce(r.fields ->> 'notifiable' = 'yes', false) AS notifiable,
       coalesce(r.fields #>> '{ae,treatment}', '') AS treatment, coalesce(r.fields #>> '{visit,provider}', '') AS provider,
       r.form AS told_by, r.id AS report_id, NULL::bigint AS task_id
  FROM report r JOIN place pl ON pl.id = r.place_id
 WHERE r.state = 'final' AND r.patient_id IS NOT NULL AND r.form IN ('client_review', 'client_visit', 'potential_ae')
   AND r.fields #>> '{ae,described}' = 'yes'
UNION ALL
SELECT f.patient_id, f.place_id, (f.seen_at AT TIME ZONE pl.zone)::date, true, f.grade, CASE f.found WHEN 'yes' THEN '' ELSE f.found END, '',
       CASE right(f.found, 2) WHEN '-A' THEN 'intraoperative' WHEN '-B' THEN 'postoperative' WHEN '-C' THEN 'postoperative' ELSE '' END,
       false, false, f.done, f.seen_by, 'referral', NULL, f.case_id
  FROM referral f JOIN place pl ON pl.id = f.place_id
 WHERE f.ending IN ('seen', 'elsewhere') AND f.report_id IS NULL AND f.patient_id IS NOT NULL AND f.found NOT IN ('', 'none')
UNION ALL
SELECT x.patient_id, x.place_id, coalesce(s.day, d.day), s.day IS NOT NULL, x.grade, CASE x.event WHEN 'yes' THEN '' ELSE x.event END, '',
       CASE right(x.event, 2) WHEN '-A' THEN 'intraoperative' WHEN '-B' THEN 'postoperative' WHEN '-C' THEN 'postoperative' ELSE '' END,
       x.serious, x.notifiable, '', '', 'decision', NULL, x.task_id
  FROM escalation x
  JOIN place pl ON pl.id = x.place_id
 CROSS JOIN LATERAL (SELECT (x.decided_at AT TIME ZONE pl.zone)::date AS day) d
 CROSS JOIN LATERAL (SELECT min(v.day) AS day FROM indicator_visit v
                      WHERE v.patient_id = x.patient_id AND NOT v.found AND v.day BETWEEN d.day AND d.day + 14) s
 WHERE x.decided_at IS NOT NULL AND x.patient_id IS NOT NULL AND x.event NOT IN ('', 'none');
