-- What the clinic says by itself and when it is open; who wants no messages of which
-- programme; what was consented to, in which words, by whom.

-- Hours and holidays ----------------------------------------------------------------------

-- Days of the week on which a facility opens, 1 is Monday.
ALTER TABLE place ADD open_days text NOT NULL DEFAULT '12345' CHECK (open_days ~ '^1?2?3?4?5?6?7?$');

-- A day of its own calendar on which it stays closed.
CREATE TABLE place_holiday (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	place_id	bigint NOT NULL REFERENCES place,
	day		date NOT NULL,
	name		text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
	created_at	timestamptz NOT NULL,
	created_by	bigint REFERENCES app_user,
	UNIQUE (place_id, day)
);
ALTER TABLE place_holiday ENABLE ROW LEVEL SECURITY;
ALTER TABLE place_holiday FORCE ROW LEVEL SECURITY;
CREATE POLICY names ON place_holiday FOR SELECT TO aftercare_site USING ((SELECT my_id()) IS NOT NULL);
CREATE POLICY admin_insert ON place_holiday FOR INSERT TO aftercare_site WITH CHECK ((SELECT my_role()) = 'admin');
CREATE POLICY admin_delete ON place_holiday FOR DELETE TO aftercare_site USING ((SELECT my_role()) = 'admin');
CREATE POLICY worker ON place_holiday FOR SELECT TO aftercare_worker USING (true);
GRANT SELECT, INSERT, DELETE ON place_holiday TO aftercare_site;
GRANT SELECT ON place_holiday TO aftercare_worker;
CREATE TRIGGER audit_write AFTER INSERT OR DELETE ON place_holiday FOR EACH ROW EXECUTE FUNCTION audit_write();

-- Why a facility is closed at a moment: 'holiday NAME', 'day' (of the week) or 'hour'; '' while
-- it is open.  All by its own clocks.  What opens in the evening and closes in the morning
-- belongs to the day on which it opened; what opens and closes at the same hour never closes.
CREATE FUNCTION place_closed(which bigint, at_ timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN h.name IS NOT NULL THEN 'holiday ' || h.name
	            WHEN position(extract(isodow FROM d.day)::text IN p.open_days) = 0 THEN 'day'
	            WHEN p.opens < p.closes AND (l.at::time < p.opens OR l.at::time >= p.closes) THEN 'hour'
	            WHEN p.opens > p.closes AND l.at::time < p.opens AND l.at::time >= p.closes THEN 'hour'
	            ELSE '' END
	  FROM place p
	 CROSS JOIN LATERAL (SELECT at_ AT TIME ZONE p.zone AS at) l
	 CROSS JOIN LATERAL (SELECT l.at::date - (p.opens > p.closes AND l.at::time < p.closes)::integer AS day) d
	  LEFT JOIN place_holiday h ON h.place_id = p.id AND h.day = d.day
	 WHERE p.id = which
$$;
-- When it opens next after a moment, as far as its calendar shows; NULL: not within 31 days.
CREATE FUNCTION place_opens_after(which bigint, at_ timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
	SELECT min(o.at)
	  FROM place p
	 CROSS JOIN generate_series(0, 31) n
	 CROSS JOIN LATERAL (SELECT (at_ AT TIME ZONE p.zone)::date + n AS day) d
	 CROSS JOIN LATERAL (SELECT local_moment(d.day, p.opens, p.zone) AS at) o
	 WHERE p.id = which AND o.at > at_ AND position(extract(isodow FROM d.day)::text IN p.open_days) > 0
	   AND NOT EXISTS (SELECT FROM place_holiday h WHERE h.place_id = p.id AND h.day = d.day)
$$;
REVOKE EXECUTE ON FUNCTION place_closed(bigint, timestamptz), place_opens_after(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION place_closed(bigint, timestamptz), place_opens_after(bigint, timestamptz)
	TO aftercare_site, aftercare_worker;

-- Automatic answers ------------------------------------------------------------------------

-- What was said by itself to a text that came in, and why; or why it was not said.  Whoever
-- sees the text sees this.
CREATE TABLE automatic_answer (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	about_id	bigint NOT NULL REFERENCES message ON DELETE CASCADE,	-- the text that it answers
	phone_id	bigint NOT NULL REFERENCES phone,
	kind		text NOT NULL CHECK (kind IN ('outside-hours', 'which-sign', 'stopped', 'started', 'report')),
	cause		text NOT NULL DEFAULT '',	-- of outside-hours: as place_closed() has it
	withheld	text NOT NULL DEFAULT '' CHECK (withheld IN ('', 'late', 'machine', 'echo', 'repeated', 'said',
			'opted-out', 'limit')),
	message_id	bigint UNIQUE REFERENCES message ON DELETE CASCADE,	-- ours; NULL: withheld
	at		timestamptz NOT NULL,
	CHECK ((withheld = '') = (message_id IS NOT NULL))
);
-- A text is answered once, however often it is received or read.
CREATE UNIQUE INDEX automatic_answer_once ON automatic_answer (about_id, kind) WHERE withheld = '';
CREATE INDEX automatic_answer_about ON automatic_answer (about_id);
-- What was said to a phone today; and what was kept back.
CREATE INDEX automatic_answer_phone ON automatic_answer (phone_id, at);
ALTER TABLE automatic_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE automatic_answer FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON automatic_answer TO aftercare_worker USING (true) WITH CHECK (true);
-- A nurse who says whose a text is lets it do what it would have done.
CREATE POLICY site ON automatic_answer TO aftercare_site
	USING (EXISTS (SELECT FROM message m WHERE m.id = about_id))
	WITH CHECK (EXISTS (SELECT FROM message m WHERE m.id = about_id));
GRANT SELECT, INSERT ON automatic_answer TO aftercare_site, aftercare_worker;

-- Opt-out -----------------------------------------------------------------------------------

-- Who wants no messages of a programme, since when and until when: by his own text, or said to
-- one of ours.  patient.opted_out_at is the sum of it: he wants none of any programme that he
-- is in.
CREATE TABLE opt_out (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	enrolment_id	bigint NOT NULL,
	patient_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	at		timestamptz NOT NULL,
	how		text NOT NULL CHECK (how IN ('sms', 'person')),
	user_id		bigint REFERENCES app_user,	-- to whom he said so; NULL of a text
	message_id	bigint REFERENCES message,	-- his text
	reason		text NOT NULL DEFAULT '' CHECK (reason IN ('', 'too-many', 'secrecy', 'phone', 'programme', 'cost', 'other')),
	note		text NOT NULL DEFAULT '' CHECK (length(note) <= 200),
	ended_at	timestamptz,
	ended_how	text NOT NULL DEFAULT '' CHECK (ended_how IN ('', 'sms', 'person')),
	ended_by	bigint REFERENCES app_user,
	ended_message_id bigint REFERENCES message,
	FOREIGN KEY (enrolment_id, place_id) REFERENCES enrolment (id, place_id) ON UPDATE CASCADE,
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE,
	CHECK ((ended_at IS NULL) = (ended_how = ''))
);
CREATE UNIQUE INDEX opt_out_open ON opt_out (enrolment_id) WHERE ended_at IS NULL;
CREATE INDEX opt_out_patient ON opt_out (patient_id, at);

-- Consent -----------------------------------------------------------------------------------

-- Written once: another version, a refusal and a withdrawal are rows of their own, and the
-- last of each person counts.
CREATE TABLE consent (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	enrolment_id	bigint NOT NULL,
	patient_id	bigint NOT NULL,
	place_id	bigint NOT NULL,
	who		text NOT NULL CHECK (who IN ('patient', 'guardian', 'phone-owner')),
	given		boolean NOT NULL,
	version		text NOT NULL CHECK (length(version) BETWEEN 1 AND 40),	-- of the form that was read out or signed
	language	text NOT NULL,	-- in which
	how		text NOT NULL CHECK (how IN ('signed', 'spoken')),
	name		text NOT NULL DEFAULT '' CHECK (length(name) <= 80),	-- of the guardian, of the phone's owner
	at		timestamptz NOT NULL,	-- on the form
	seen_by		bigint REFERENCES app_user,
	written_at	timestamptz NOT NULL,
	FOREIGN KEY (enrolment_id, place_id) REFERENCES enrolment (id, place_id) ON UPDATE CASCADE,
	FOREIGN KEY (patient_id, place_id) REFERENCES patient (id, place_id) ON UPDATE CASCADE
);
CREATE INDEX consent_patient ON consent (patient_id, who, written_at, id);

DO $$
DECLARE t text;
DECLARE mine constant text :=
    '(SELECT my_role()) IN (''nurse'', ''supervisor'') AND place_id = ANY ((SELECT my_places())::bigint[])';
BEGIN
	FOREACH t IN ARRAY ARRAY['opt_out', 'consent'] LOOP
		EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
		EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
		EXECUTE format('CREATE POLICY worker ON %I TO aftercare_worker USING (true) WITH CHECK (true)', t);
		EXECUTE format('CREATE POLICY site ON %I TO aftercare_site USING (%s)', t, mine);
		EXECUTE format('CREATE TRIGGER audit_write AFTER INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION audit_write()', t);
	END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE (ended_at, ended_how, ended_by, ended_message_id) ON opt_out TO aftercare_site, aftercare_worker;
GRANT SELECT, INSERT ON consent TO aftercare_site, aftercare_worker;
-- Of somebody who moves: his rows go along by their keys, which is no update of the site's own.

-- What was there before --------------------------------------------------------------------

INSERT INTO opt_out (enrolment_id, patient_id, place_id, at, how, user_id, reason, note)
SELECT e.id, p.id, p.place_id, p.opted_out_at, CASE p.opted_out_how WHEN 'sms' THEN 'sms' ELSE 'person' END,
       CASE WHEN p.opted_out_how <> 'sms' THEN
           (SELECT v.user_id FROM thread t JOIN thread_event v ON v.thread_id = t.id
             WHERE t.patient_id = p.id AND v.what = 'opted-out' ORDER BY v.id DESC LIMIT 1) END,
       CASE WHEN p.opted_out_how LIKE 'nurse: %' THEN 'other' ELSE '' END,
       CASE WHEN p.opted_out_how LIKE 'nurse: %' THEN left(substr(p.opted_out_how, 8), 200) ELSE '' END
  FROM patient p
  JOIN enrolment e ON e.patient_id = p.id
 WHERE p.opted_out_at IS NOT NULL
   AND (e.state = 'active' OR e.id = (SELECT max(id) FROM enrolment l WHERE l.patient_id = p.id)
        AND NOT EXISTS (SELECT FROM enrolment a WHERE a.patient_id = p.id AND a.state = 'active'));
-- Which version was signed was not kept: the one before the first that is.
INSERT INTO consent (enrolment_id, patient_id, place_id, who, given, version, language, how, name, at, seen_by, written_at)
SELECT e.id, p.id, e.place_id, w.who, true, 'before', p.language, 'signed',
       CASE w.who WHEN 'guardian' THEN p.guardian_name ELSE '' END, e.consent_at, e.consent_by, e.created_at
  FROM enrolment e
  JOIN patient p ON p.id = e.patient_id
 CROSS JOIN (VALUES ('patient'), ('guardian')) w (who)
 WHERE w.who = 'patient' OR e.guardian_consent;
