-- What was done about a task is taken back wholly: the sign of life that it was, the tasks
-- that it made needless, the hold it was on, the report of a try.  docs/tasks.md.

-- Whoever closed a task may open it again, also one that was no longer wanted.
DO $$ BEGIN
	EXECUTE 'CREATE OR REPLACE VIEW task_move WITH (security_invoker = true) AS ' || rtrim(pg_get_viewdef('task_move'), ';') ||
	    ' UNION ALL SELECT ''cancelled'', to_status, ''u'', ''X'', false FROM unnest(''{draft,requested,received,accepted,ready,'
	    'in-progress}''::text[]) to_status';
END $$;

-- What outcome was a sign of life of whom, and the sign before it.
CREATE TABLE enrolment_sign (
	task_id		bigint NOT NULL REFERENCES task ON DELETE CASCADE,
	enrolment_id	bigint NOT NULL REFERENCES enrolment ON DELETE CASCADE,
	at		timestamptz NOT NULL,
	before		timestamptz,	-- NULL: there was none
	PRIMARY KEY (task_id, enrolment_id)
);
CREATE INDEX enrolment_sign_enrolment ON enrolment_sign (enrolment_id, before);
ALTER TABLE enrolment_sign ENABLE ROW LEVEL SECURITY;
ALTER TABLE enrolment_sign FORCE ROW LEVEL SECURITY;
CREATE POLICY own_insert ON enrolment_sign FOR INSERT TO aftercare_site
	WITH CHECK (EXISTS (SELECT FROM task t WHERE t.id = task_id) AND EXISTS (SELECT FROM enrolment e WHERE e.id = enrolment_id));
GRANT INSERT ON enrolment_sign TO aftercare_site;

-- The last sign is again the one before, unless a later one has come; so is what a later
-- one says of the one before it.  A text may have been sent earlier and come in later.
CREATE FUNCTION sign_taken_back(which bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	x enrolment_sign;
	earlier timestamptz;
BEGIN
	FOR x IN SELECT s.* FROM enrolment_sign s JOIN enrolment e ON e.id = s.enrolment_id
	          WHERE s.task_id = which ORDER BY e.id FOR UPDATE LOOP
		earlier := greatest(x.before, (SELECT m.at FROM enrolment e JOIN thread t ON t.patient_id = e.patient_id
		      JOIN message m ON m.thread_id = t.id AND m.patient_id = e.patient_id
		    WHERE e.id = x.enrolment_id AND m.direction = 'in' AND m.at < x.at AND m.at > coalesce(x.before, e.created_at)
		    ORDER BY m.at DESC LIMIT 1));
		DELETE FROM enrolment_sign WHERE task_id = which AND enrolment_id = x.enrolment_id;
		UPDATE enrolment_sign SET before = earlier WHERE enrolment_id = x.enrolment_id AND before = x.at;
		UPDATE enrolment SET last_sign_at = earlier WHERE id = x.enrolment_id AND last_sign_at = x.at;
	END LOOP;
END $$;

-- Whether this was taken back: the next change of the task says so.
CREATE FUNCTION event_undone(e task_event) RETURNS boolean LANGUAGE sql STABLE AS $$
	SELECT coalesce((SELECT n.what = 'undone' FROM task_event n WHERE n.task_id = e.task_id AND n.id > e.id
	    AND n.from_status IS NOT NULL AND n.what <> 'clock' ORDER BY n.id LIMIT 1), false)
$$;

-- The tasks that were needless with it are as they were, unless a rule has made them anew.
CREATE FUNCTION needless_taken_back(patient bigint, closer bigint, moment timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	k task;
	last task_event;
BEGIN
	FOR k IN SELECT * FROM task t WHERE t.patient_id = patient AND t.status = 'cancelled' AND t.outcome = 'needless'
	            AND t.kind = 'trace' AND t.closed_by = closer AND t.closed_at = moment
	            AND NOT EXISTS (SELECT FROM task o WHERE o.emission = t.emission AND o.open) ORDER BY t.id FOR UPDATE LOOP
		SELECT * INTO last FROM task_event e WHERE e.task_id = k.id AND e.from_status IS NOT NULL ORDER BY e.id DESC LIMIT 1;
		UPDATE task SET status = CASE WHEN last.from_status <> 'on-hold' THEN last.from_status
		           WHEN owner_id IS NULL THEN 'ready' ELSE 'in-progress' END,
		       version = version + 1, event = 'undone'
		 WHERE id = k.id;
		IF last.from_status = 'on-hold' THEN
			PERFORM hold_again(k.id);
		END IF;
	END LOOP;
END $$;
-- Put off as it was, for the reason that it was.
CREATE FUNCTION hold_again(which bigint) RETURNS void LANGUAGE sql AS $$
	UPDATE task SET status = 'on-hold', wakes_at = starts_at, event = CASE WHEN status <> 'on-hold' THEN 'undone' END,
	       status_reason = (SELECT e.note FROM task_event e WHERE e.task_id = which AND e.from_status IS NOT NULL
	           AND e.to_status = 'on-hold' AND e.what <> 'undone' AND NOT event_undone(e) ORDER BY e.id DESC LIMIT 1)
	 WHERE id = which
$$;

CREATE FUNCTION task_taken_back() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	e task_event[] := ARRAY(SELECT v FROM task_event v WHERE v.task_id = NEW.id AND v.from_status IS NOT NULL AND v.what <> 'clock'
	    ORDER BY v.id DESC LIMIT 3);
BEGIN
	IF NOT OLD.open THEN
		PERFORM sign_taken_back(NEW.id);
	END IF;
	IF (e[1]).what IS DISTINCT FROM 'undone' THEN
		RETURN NULL;
	END IF;
	IF OLD.open THEN
		-- What was said of the try that it was put off with.
		UPDATE report SET state = 'withdrawn' WHERE task_id = NEW.id AND state = 'attempt' AND reported_at = (e[2]).at;
	ELSIF OLD.status <> 'cancelled' THEN
		PERFORM needless_taken_back(NEW.patient_id, OLD.closed_by, OLD.closed_at);
	END IF;
	-- It was on hold until whoever finished it went on with it in the same moment.
	IF NOT OLD.open AND OLD.status <> 'cancelled' AND (e[3]).what IN ('resumed', 'taken') AND (e[3]).from_status = 'on-hold' AND (e[3]).at = (e[2]).at
	    OR OLD.open AND NEW.status = 'on-hold' THEN
		PERFORM hold_again(NEW.id);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER task_taken_back AFTER UPDATE ON task FOR EACH ROW
	WHEN (NEW.open AND NEW.version <> OLD.version AND (NOT OLD.open OR OLD.status = 'on-hold')) EXECUTE FUNCTION task_taken_back();

REVOKE EXECUTE ON FUNCTION sign_taken_back(bigint), event_undone(task_event), needless_taken_back(bigint, bigint, timestamptz),
    hold_again(bigint), task_taken_back() FROM PUBLIC;
