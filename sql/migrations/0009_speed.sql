-- How the programs' queries are planned, and indexes that their pages need at
-- the size of a country.

-- Every program runs a fixed set of prepared statements, each a few index scans:
-- one plan is made once and kept.  Making it anew for each page cost more than
-- running it, compiling it a thousand times more, and helpers that PostgreSQL
-- starts for one page take the processors from the others.
DO $$
DECLARE r text;
BEGIN
	FOREACH r IN ARRAY ARRAY['aftercare_site', 'aftercare_api', 'aftercare_worker'] LOOP
		EXECUTE format('ALTER ROLE %I SET plan_cache_mode = force_generic_plan', r);
		EXECUTE format('ALTER ROLE %I SET jit = off', r);
		EXECUTE format('ALTER ROLE %I SET max_parallel_workers_per_gather = 0', r);
		-- What a page needs is in memory or on a disk without a moving head.
		EXECUTE format('ALTER ROLE %I SET random_page_cost = 1.1', r);
	END LOOP;
END $$;

-- Lists that nurses look at all day ---------------------------------------------

-- Row security decides which rows anybody sees.  A list asks besides for the
-- places of the user one by one, because only then can PostgreSQL read one
-- stretch of an index for each, in its order and without the table's rows.
GRANT EXECUTE ON FUNCTION my_places() TO aftercare_site;

DROP INDEX task_list;
CREATE INDEX task_open ON task (place_id, kind, due_at, starts_at, id) WHERE open;
CREATE INDEX task_case_done ON task (place_id, closed_at DESC) WHERE NOT open AND kind = 'escalation';
DROP INDEX thread_waiting;
CREATE INDEX thread_waiting ON thread (place_id, urgency DESC, waiting_since, id) WHERE state = 'waiting';
DROP INDEX thread_recent;
CREATE INDEX thread_recent ON thread (place_id, last_at DESC, id DESC);

-- The number of a line is looked up only where the line shows it.
CREATE OR REPLACE VIEW thread_item WITH (security_invoker = true) AS
SELECT t.id, t.kind, t.place_id, t.patient_id, t.state, t.waiting_since, t.urgency, t.last_at,
       t.last_words, t.last_direction, t.failed, t.assigned_to, t.not_patient,
       coalesce(CASE t.kind
           WHEN 'patient' THEN trim(p.given_name || ' ' || p.family_name)
           WHEN 'shared' THEN (SELECT string_agg(trim(s.given_name || ' ' || s.family_name), E'\n' ORDER BY s.id)
                                 FROM patient s WHERE s.phone_id = t.phone_id OR s.phone2_id = t.phone_id)
           END, '') AS names,
       coalesce(CASE WHEN t.kind <> 'patient' THEN (SELECT e164 FROM phone ph WHERE ph.id = t.phone_id) END, '') AS e164,
       coalesce(p.folded, '') AS folded,
       coalesce(pl.name, '') AS place_name, coalesce(pl.zone, '') AS zone,
       EXISTS (SELECT FROM draft d WHERE d.thread_id = t.id AND d.user_id = (SELECT my_id())) AS draft
  FROM thread t
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN place pl ON pl.id = t.place_id;
CREATE INDEX enrolment_day ON enrolment (place_id, anchor_date) WHERE state = 'active';

-- The same rows as before, said so that PostgreSQL plans well around it: the role
-- is one answer for the whole statement, and of a row that may belong to no place
-- yet the place is only looked at, because as "NULL or one of mine" it tempted
-- PostgreSQL to join two index scans and sort what an index has in order.
DO $$
DECLARE t text;
DECLARE clinical constant text :=
    '(SELECT coalesce(current_setting(''app.role'', true), '''') IN (''nurse'', ''supervisor''))';
DECLARE mine constant text :=
    'place_id = ANY (((SELECT coalesce(nullif(current_setting(''app.places'', true), ''''), ''{}'')))::bigint[])';
BEGIN
	FOREACH t IN ARRAY ARRAY['patient', 'enrolment', 'reminder', 'checkin'] LOOP
		EXECUTE format('ALTER POLICY site ON %I USING (%s AND %s)', t, clinical, mine);
	END LOOP;
	FOREACH t IN ARRAY ARRAY['thread', 'message', 'task', 'escalation', 'task_event', 'outbox', 'thread_event'] LOOP
		EXECUTE format('ALTER POLICY site ON %I USING (%s AND coalesce(%s, true))', t, clinical, mine);
	END LOOP;
END $$;

-- What the worker asks every few seconds.
DROP INDEX enrolment_silent;
CREATE INDEX enrolment_silent ON enrolment (coalesce(last_sign_at, anchor_date::timestamp AT TIME ZONE 'UTC'))
	WHERE state = 'active';
CREATE INDEX enrolment_new ON enrolment (created_at) WHERE state = 'active';
