-- What row security costs, and what the lists look up.

-- The same rows as before.  The list of places is made once a statement: it was read
-- from its text again for every row.  Of a row that belongs to no place yet, "NULL or
-- one of mine" is still only looked at (0009_speed.sql).
DO $$
DECLARE t text;
DECLARE mine constant text := 'place_id = ANY ((SELECT my_places())::bigint[])';
BEGIN
	FOREACH t IN ARRAY ARRAY['patient', 'enrolment', 'reminder', 'checkin'] LOOP
		EXECUTE format('ALTER POLICY site ON %I USING (%s)', t, mine);
	END LOOP;
	FOREACH t IN ARRAY ARRAY['thread', 'message', 'task', 'escalation', 'task_event', 'outbox', 'thread_event'] LOOP
		EXECUTE format('ALTER POLICY site ON %I USING (coalesce(%s, (SELECT my_role() IN (''nurse'', ''supervisor''))))',
		    t, mine);
	END LOOP;
END $$;

-- It is read where it is called, by whoever calls it.
CREATE OR REPLACE FUNCTION my_places() RETURNS bigint[] LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN public.my_role() IN ('nurse', 'supervisor')
	    THEN coalesce(nullif(current_setting('app.places', true), ''), '{}')::bigint[] ELSE '{}' END
$$;

-- One line of a list of conversations.  The names are looked up for the lines that are
-- shown, as they come after the LIMIT; of places there are only those of the user.
CREATE OR REPLACE VIEW thread_item WITH (security_invoker = true) AS
SELECT t.id, t.kind, t.place_id, t.patient_id, t.state, t.waiting_since, t.urgency, t.last_at,
       t.last_words, t.last_direction, t.failed, t.assigned_to, t.not_patient,
       coalesce(CASE t.kind
           WHEN 'patient' THEN (SELECT trim(p.given_name || ' ' || p.family_name) FROM patient p WHERE p.id = t.patient_id)
           WHEN 'shared' THEN (SELECT string_agg(trim(s.given_name || ' ' || s.family_name), E'\n' ORDER BY s.id)
                                 FROM patient s WHERE s.phone_id = t.phone_id OR s.phone2_id = t.phone_id)
           END, '') AS names,
       coalesce(CASE WHEN t.kind <> 'patient' THEN (SELECT e164 FROM phone ph WHERE ph.id = t.phone_id) END, '') AS e164,
       coalesce((SELECT folded FROM patient p WHERE p.id = t.patient_id), '') AS folded,
       coalesce(pl.name, '') AS place_name, coalesce(pl.zone, '') AS zone,
       t.id = ANY (ARRAY(SELECT d.thread_id FROM draft d WHERE d.user_id = (SELECT my_id()))) AS draft
  FROM thread t
  LEFT JOIN (SELECT id, name, zone FROM place WHERE id = ANY ((SELECT my_places())::bigint[])) pl ON pl.id = t.place_id;

-- How many texts did not arrive, for the administrator, who may see none of them.  A
-- list of them in the statement would be made ready for everybody else too.
CREATE FUNCTION delivery_failed(since timestamptz) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
	SET search_path = public AS
$$ SELECT count(*) FROM message WHERE state IN ('failed', 'unsure') AND at > since AND my_role() = 'admin' $$;
REVOKE EXECUTE ON FUNCTION delivery_failed(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delivery_failed(timestamptz) TO aftercare_site;
