-- A facility with six nurses and two supervisors, 2,100 men in conversation with
-- them, 60 cases and 240 tasks; and what each key that the load makes has left
-- in the database.
INSERT INTO place (id, kind, name, zone, opens, closes, open_days, emergency_phone) OVERRIDING SYSTEM VALUE
VALUES (1, 'facility', 'Riverside Clinic', 'Africa/Harare', '00:00', '00:00', '1234567', '+263772000101');
INSERT INTO app_user (id, username, name, role, password_hash, created_at) OVERRIDING SYSTEM VALUE
SELECT n, 'user' || n, 'Sr Nurse ' || n, CASE WHEN n <= 6 THEN 'nurse' ELSE 'supervisor' END, '-', business_now()
  FROM generate_series(1, 8) n;
INSERT INTO user_place SELECT n, 1 FROM generate_series(1, 8) n;

INSERT INTO phone (id, e164) OVERRIDING SYSTEM VALUE
SELECT n, '+26377' || (5000000 + n * 13) FROM generate_series(1, 2100) n;
INSERT INTO patient (id, place_id, number, given_name, folded, birth_date, language, phone_id, created_at)
    OVERRIDING SYSTEM VALUE
SELECT n, 1, 'R-' || n, 'Man' || n, 'man' || n, '2000-01-01', 'en', n, business_now()
  FROM generate_series(1, 2100) n;
INSERT INTO enrolment (id, patient_id, place_id, workflow, workflow_version, anchor_date, consent_at, created_at)
    OVERRIDING SYSTEM VALUE
SELECT n, n, 1, 'vmmc', '1', (business_now() - interval '3 days')::date, business_now(), business_now()
  FROM generate_series(1, 2100) n;
INSERT INTO thread (id, kind, place_id, patient_id, phone_id) OVERRIDING SYSTEM VALUE
SELECT n, 'patient', 1, n, n FROM generate_series(1, 2100) n;

INSERT INTO task (id, place_id, patient_id, thread_id, kind, source, priority, performer, who, words,
	starts_at, due_at, created_at) OVERRIDING SYSTEM VALUE
SELECT n, 1, n, n, CASE WHEN n <= 60 THEN 'escalation' ELSE 'free' END, 'restart ' || n, 2,
       CASE WHEN n <= 60 THEN 'supervisor' ELSE 'nurse' END, 'Man' || n, 'Call him.',
       business_now(), business_now() + interval '1 h', business_now()
  FROM generate_series(1, 300) n;
INSERT INTO escalation (task_id, place_id, patient_id, severity, sign, raised_at, first_due, decide_due)
SELECT n, 1, n, 'moderate', 'bleeding', business_now(), business_now() + interval '1 h',
       business_now() + interval '1 day' FROM generate_series(1, 60) n;

-- Drafts replace each other: each that was committed is written down.
CREATE SCHEMA restart;
CREATE TABLE restart.draft (body text NOT NULL);
CREATE FUNCTION restart.note_draft() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	INSERT INTO restart.draft VALUES (NEW.body);
	RETURN NULL;
END $$;
CREATE TRIGGER note_draft AFTER INSERT OR UPDATE ON draft FOR EACH ROW EXECUTE FUNCTION restart.note_draft();

-- What each key has done: one row here for each row there.
CREATE VIEW restart.trace AS
	SELECT 'reply' AS name, right(body, 36) AS key FROM message WHERE direction = 'out' AND kind = 'nurse'
	UNION ALL SELECT 'draft', right(body, 36) FROM restart.draft
	UNION ALL SELECT 'note', right(note, 36) FROM task_event WHERE what = 'note'
	UNION ALL SELECT 'take', key::text FROM once
	UNION ALL SELECT 'hook', split_part(key, ' ', 2) FROM inbox;

-- When nginx was told to read its configuration, in microseconds since 1970.
CREATE TABLE restart.reload (at bigint);
CREATE TABLE restart.result (at bigint, us bigint, code integer, verdict text, tries integer, name text, key text,
	part text DEFAULT 'restart');
