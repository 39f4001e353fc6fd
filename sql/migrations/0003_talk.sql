-- What happens to a conversation besides its messages, the rows of its lists,
-- and delivery in numbers for those who may not see patients.

-- Closed without an answer, taken, linked: each a line in the thread.
CREATE TABLE thread_event (
	id		bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	thread_id	bigint NOT NULL REFERENCES thread ON DELETE CASCADE,
	place_id	bigint REFERENCES place,
	at		timestamptz NOT NULL,
	user_id		bigint REFERENCES app_user,	-- NULL: by itself
	what		text NOT NULL CHECK (what IN ('closed', 'taken', 'released', 'linked', 'filed',
			'also-about', 'not-client', 'client')),
	about_id	bigint NOT NULL DEFAULT 0,	-- closed: the last message of those that need no answer;
						-- linked, filed, also-about: the other thread
	note		text NOT NULL DEFAULT '' CHECK (length(note) <= 500)
);
CREATE INDEX thread_event_thread ON thread_event (thread_id, at, id);

ALTER TABLE thread_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE thread_event FORCE ROW LEVEL SECURITY;
CREATE POLICY worker ON thread_event TO aftercare_worker USING (true) WITH CHECK (true);
CREATE POLICY site ON thread_event TO aftercare_site USING (
	(SELECT coalesce(current_setting('app.role', true), '')) IN ('nurse', 'supervisor')
	AND (place_id IS NULL OR place_id = ANY (((SELECT coalesce(nullif(
	    current_setting('app.places', true), ''), '{}')))::bigint[])));
GRANT SELECT, INSERT ON thread_event TO aftercare_site, aftercare_worker;
-- The trail moves with a thread that turns out to be a patient's.
GRANT UPDATE (place_id) ON task_event TO aftercare_site;

CREATE TRIGGER version_insert AFTER INSERT ON thread_event REFERENCING NEW TABLE AS changed
	FOR EACH STATEMENT EXECUTE FUNCTION place_version_bump();
CREATE TRIGGER audit_write AFTER INSERT ON thread_event
	FOR EACH ROW EXECUTE FUNCTION audit_write();

-- "is writing": when a draft was last touched.
ALTER TABLE presence ADD writing_at timestamptz;
CREATE INDEX presence_thread ON presence (thread_id, seen_at);
CREATE INDEX thread_phone ON thread (phone_id);
CREATE INDEX thread_assigned ON thread (assigned_to) WHERE assigned_to IS NOT NULL;
CREATE INDEX task_number ON task (thread_id) WHERE patient_id IS NULL;

-- One line of a list of conversations, as the person who asks may see it.
-- names: of the patient, or of those who share the phone, a line each.
CREATE VIEW thread_item WITH (security_invoker = true) AS
SELECT t.id, t.kind, t.place_id, t.patient_id, t.state, t.waiting_since, t.urgency, t.last_at,
       t.last_words, t.last_direction, t.failed, t.assigned_to, t.not_patient,
       coalesce(CASE t.kind
           WHEN 'patient' THEN trim(p.given_name || ' ' || p.family_name)
           WHEN 'shared' THEN (SELECT string_agg(trim(s.given_name || ' ' || s.family_name), E'\n' ORDER BY s.id)
                                 FROM patient s WHERE s.phone_id = t.phone_id OR s.phone2_id = t.phone_id)
           END, '') AS names,
       coalesce(ph.e164, '') AS e164,
       coalesce(p.folded, '') AS folded,
       coalesce(pl.name, '') AS place_name, coalesce(pl.zone, '') AS zone,
       EXISTS (SELECT FROM draft d WHERE d.thread_id = t.id AND d.user_id = (SELECT my_id())) AS draft
  FROM thread t
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN phone ph ON ph.id = t.phone_id AND t.kind <> 'patient'
  LEFT JOIN place pl ON pl.id = t.place_id;
GRANT SELECT ON thread_item TO aftercare_site;

-- Why a text did not arrive, as one of a few words: the sentence beside it
-- comes from RapidPro and can say anything.
CREATE FUNCTION delivery_reason(state text, reason text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE
	    WHEN state = 'unsure' THEN 'unsure'
	    WHEN reason = '' THEN 'network'
	    WHEN reason ~* '(in time|too late|too old|expired)' THEN 'late'
	    WHEN reason ~* '(stopped|blocked|opted out|inactive|archived)' THEN 'blocked'
	    WHEN reason ~* '(number|urn|destination|not in use|absent)' THEN 'number'
	    WHEN reason ~* '(network|reach|switched|undeliver|deliver)' THEN 'network'
	    ELSE 'refused' END
$$;

-- How many texts did not arrive, by facility and reason: no patient in it.
CREATE FUNCTION delivery_counts(since timestamptz)
RETURNS TABLE (place_name text, reason text, texts bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT coalesce(p.name, ''), delivery_reason(m.state, m.reason), count(*), min(m.at)
	  FROM message m LEFT JOIN place p ON p.id = m.place_id
	 WHERE m.state IN ('failed', 'unsure') AND m.at > since AND (SELECT my_role()) = 'admin'
	 GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
$$;
REVOKE EXECUTE ON FUNCTION delivery_counts(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delivery_counts(timestamptz) TO aftercare_site;
-- What waits to leave, over all facilities.
CREATE FUNCTION delivery_waiting(at timestamptz) RETURNS TABLE (texts bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT count(*), min(run_at) FROM outbox
	 WHERE state IN ('ready', 'leased') AND run_at <= at AND (SELECT my_role()) = 'admin'
$$;
REVOKE EXECUTE ON FUNCTION delivery_waiting(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delivery_waiting(timestamptz) TO aftercare_site;
GRANT EXECUTE ON FUNCTION delivery_reason(text, text) TO aftercare_site, aftercare_worker;
