-- How a client's follow-up ends before its last day, or goes on elsewhere: why, by whom, and that he has died.

ALTER TABLE enrolment
	ADD COLUMN end_how text NOT NULL DEFAULT '' CHECK (end_how IN ('', 'healed', 'no-wish', 'away', 'mistake', 'died', 'other')),
	ADD COLUMN ended_by bigint REFERENCES app_user;
CREATE INDEX enrolment_ended_by ON enrolment (ended_by) WHERE ended_by IS NOT NULL;
-- Those that a person has ended so far were called finished, as those are that came to their last day.
UPDATE enrolment SET state = 'stopped', end_how = 'other'
 WHERE state = 'finished' AND end_reason NOT IN ('', 'follow-up complete');

-- A day of the facility's calendar.
ALTER TABLE patient ADD COLUMN died_on date;

-- In the conversation as it happens.  Who has died gets no SMS: the same column keeps them from leaving.
CREATE OR REPLACE FUNCTION patient_told(was patient, now_ patient) RETURNS TABLE (what text, note text)
LANGUAGE sql STABLE SET search_path = public AS $$
	SELECT 'died', now_.died_on::text WHERE was.died_on IS DISTINCT FROM now_.died_on AND now_.died_on IS NOT NULL
	UNION ALL
	SELECT 'alive', '' WHERE was.died_on IS NOT NULL AND now_.died_on IS NULL
	UNION ALL
	SELECT 'opted-out', now_.opted_out_how
	 WHERE was.opted_out_at IS NULL AND now_.opted_out_at IS NOT NULL AND now_.opted_out_how <> 'died'
	UNION ALL
	SELECT 'opted-in', '' WHERE was.opted_out_at IS NOT NULL AND now_.opted_out_at IS NULL AND was.opted_out_how <> 'died'
	UNION ALL
	SELECT 'phone-changed', coalesce((SELECT e164 FROM phone WHERE id = was.phone_id), '') || ' '
	       || coalesce((SELECT e164 FROM phone WHERE id = now_.phone_id), '')
	 WHERE was.phone_id IS DISTINCT FROM now_.phone_id
	UNION ALL
	SELECT 'other-phone-changed', coalesce((SELECT e164 FROM phone WHERE id = was.phone2_id), '') || ' '
	       || coalesce((SELECT e164 FROM phone WHERE id = now_.phone2_id), '')
	 WHERE was.phone2_id IS DISTINCT FROM now_.phone2_id
	UNION ALL
	SELECT 'transferred', (SELECT name FROM place WHERE id = now_.place_id) WHERE was.place_id <> now_.place_id
$$;
DROP TRIGGER patient_tells ON patient;
CREATE TRIGGER patient_tells AFTER UPDATE ON patient FOR EACH ROW
	WHEN ((OLD.opted_out_at IS NULL) <> (NEW.opted_out_at IS NULL) OR OLD.phone_id IS DISTINCT FROM NEW.phone_id
	    OR OLD.phone2_id IS DISTINCT FROM NEW.phone2_id OR OLD.place_id <> NEW.place_id
	    OR OLD.died_on IS DISTINCT FROM NEW.died_on)
	EXECUTE FUNCTION patient_tells();

-- The CHT's rules ask for date_of_death before anything else.
CREATE OR REPLACE FUNCTION rule_contact(p patient, place_name text, zone text, anchor date, last_sign timestamptz, phone text, phone2 text,
    shared boolean, parent json) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('_id', 'patient-' || p.id, 'type', 'person',
	    'name', trim(p.given_name || ' ' || p.family_name), 'patient_id', p.number, 'phone', phone, 'alternate_phone', phone2,
	    'phone_owner', p.phone_owner, 'phone_shared', yes_no(shared),
	    'date_of_birth', p.birth_date, 'date_of_death', p.died_on, 'sex', p.sex, 'parent', parent, 'reported_date', ms(p.created_at),
	    'enrollment_date', anchor, 'enrollment_location', place_name,
	    'is_minor', yes_no(p.birth_date > coalesce(anchor, (p.created_at AT TIME ZONE zone)::date) - interval '18 years'),
	    'last_seen', ms(last_sign), 'language_preference', p.language,
	    'muted', to_char(p.opted_out_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
$$;

-- A client of one's own to another facility, with all that is open about him; what stands on his record, was said and
-- was done goes along by its keys and by patient_tells().  Whoever has work of his in hand and does not work there lets
-- go of it.  What is planned keeps its day and takes the hour that it has there.  The people there get a task.  Returns
-- no row if he is none of the asker's, or that is no facility in use.
CREATE FUNCTION patient_move(whom bigint, there bigint, why text, at timestamptz) RETURNS TABLE (task_id bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
DECLARE
	him patient;
	goal place;
	came_from text;
BEGIN
	SELECT * INTO him FROM patient p
	 WHERE p.id = whom AND p.place_id = ANY (my_places()) AND my_role() IN ('nurse', 'supervisor') FOR UPDATE;
	SELECT * INTO goal FROM place p WHERE p.id = there AND p.active AND p.kind = 'facility' AND p.id <> him.place_id;
	IF him.id IS NULL OR goal.id IS NULL THEN
		RETURN;
	END IF;
	came_from := (SELECT p.name FROM place p WHERE p.id = him.place_id);
	UPDATE patient p
	   SET place_id = there, version = p.version + 1,
	       number = CASE WHEN EXISTS (SELECT FROM patient o WHERE o.place_id = there AND o.number = p.number)
	                     THEN patient_next_number(there, 1) ELSE p.number END
	 WHERE p.id = whom;
	UPDATE task_event e SET place_id = there FROM task t WHERE t.patient_id = whom AND e.task_id = t.id;
	UPDATE task t
	   SET owner_id = NULL, status = task_held(t.status, NULL), version = t.version + 1, event = 'released'
	 WHERE t.patient_id = whom AND t.open AND t.owner_id IS NOT NULL
	   AND NOT EXISTS (SELECT FROM user_place u WHERE u.user_id = t.owner_id AND u.place_id = there);
	UPDATE thread t SET assigned_to = NULL
	 WHERE t.patient_id = whom AND NOT EXISTS (SELECT FROM user_place u WHERE u.user_id = t.assigned_to AND u.place_id = there);
	UPDATE reminder r SET due_at = local_moment(r.due_date, coalesce(r.hour, goal.checkin_time), goal.zone)
	 WHERE r.patient_id = whom AND r.state = 'planned'
	   AND local_moment(r.due_date, coalesce(r.hour, goal.checkin_time), goal.zone) > patient_move.at;
	RETURN QUERY
	INSERT INTO task (kind, source, place_id, patient_id, thread_id, enrolment_id, status, priority, performer, words, who,
	       starts_at, due_at, created_at, created_by)
	SELECT 'free', 'moved:' || whom || ':' || ms(patient_move.at), there, whom, t.id, e.id, 'requested', 3, 'nurse',
	       'Comes to you from ' || came_from || ': ' || why, trim(him.given_name || ' ' || him.family_name),
	       patient_move.at, patient_move.at + interval '24 hours', patient_move.at, my_id()
	  FROM (SELECT) one
	  LEFT JOIN thread t ON t.patient_id = whom
	  LEFT JOIN enrolment e ON e.patient_id = whom AND e.latest
	RETURNING task.id;
END $$;
REVOKE EXECUTE ON FUNCTION patient_move(bigint, bigint, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION patient_move(bigint, bigint, text, timestamptz) TO aftercare_site;
