-- The states of a task: FHIR R4's twelve, which may follow which and by whose hand,
-- and a history that no change can go around.  docs/tasks.md is this in words.

-- What may follow what.  '' is before it was made.  may: n nurse, s supervisor,
-- a administrator (who only takes back what a user had in hand), p the programme by
-- itself, u whoever closed it, ten minutes long.  held: only back to where it was.
-- origin: D in the diagram of R4, T in the text beside it, X ours.  A view: nobody
-- changes it but a migration.
CREATE VIEW task_move WITH (security_invoker = true) AS
SELECT * FROM (VALUES
	('', 'draft', 'nsp', 'D', false), ('', 'requested', 'nsp', 'X', false), ('', 'ready', 'nsp', 'X', false),
	('', 'accepted', 'nsp', 'X', false), ('', 'completed', 'p', 'X', false), ('', 'failed', 'p', 'X', false),
	('draft', 'requested', 'nsp', 'D', false), ('draft', 'ready', 'nsp', 'D', false), ('draft', 'cancelled', 'nsp', 'D', false),
	('draft', 'on-hold', 'ns', 'T', false), ('draft', 'completed', 'p', 'X', false), ('draft', 'failed', 'p', 'X', false),
	('draft', 'entered-in-error', 'ns', 'X', false),
	('requested', 'received', 'ns', 'D', false), ('requested', 'accepted', 'nsp', 'D', false),
	('requested', 'rejected', 'ns', 'D', false), ('requested', 'cancelled', 'nsp', 'D', false),
	('requested', 'ready', 'nsp', 'X', false), ('requested', 'on-hold', 'nsp', 'T', false),
	('requested', 'completed', 'p', 'X', false), ('requested', 'failed', 'p', 'X', false),
	('requested', 'entered-in-error', 'ns', 'X', false),
	('received', 'accepted', 'nsp', 'D', false), ('received', 'rejected', 'ns', 'D', false),
	('received', 'cancelled', 'nsp', 'D', false), ('received', 'requested', 'nsap', 'X', false),
	('received', 'on-hold', 'nsp', 'T', false), ('received', 'completed', 'p', 'X', false),
	('received', 'failed', 'p', 'X', false), ('received', 'entered-in-error', 'ns', 'X', false),
	('accepted', 'in-progress', 'nsp', 'D', false), ('accepted', 'cancelled', 'nsp', 'D', false),
	('accepted', 'requested', 'nsap', 'X', false), ('accepted', 'ready', 'nsap', 'X', false),
	('accepted', 'rejected', 'ns', 'X', false), ('accepted', 'on-hold', 'nsp', 'T', false),
	('accepted', 'completed', 'nsp', 'X', false), ('accepted', 'failed', 'nsp', 'X', false),
	('accepted', 'entered-in-error', 'ns', 'X', false),
	('ready', 'in-progress', 'nsp', 'D', false), ('ready', 'cancelled', 'nsp', 'D', false),
	('ready', 'on-hold', 'nsp', 'T', false), ('ready', 'completed', 'nsp', 'X', false), ('ready', 'failed', 'nsp', 'X', false),
	('ready', 'draft', 'p', 'X', false), ('ready', 'entered-in-error', 'ns', 'X', false),
	('in-progress', 'on-hold', 'nsp', 'D', false), ('in-progress', 'completed', 'nsp', 'D', false),
	('in-progress', 'failed', 'nsp', 'D', false), ('in-progress', 'ready', 'nsap', 'T', false),
	('in-progress', 'cancelled', 'nsp', 'T', false), ('in-progress', 'entered-in-error', 'ns', 'X', false),
	('on-hold', 'in-progress', 'nsp', 'D', false), ('on-hold', 'cancelled', 'nsp', 'T', false),
	('on-hold', 'completed', 'p', 'X', false), ('on-hold', 'failed', 'p', 'X', false), ('on-hold', 'draft', 'nsp', 'T', true),
	('on-hold', 'requested', 'nsp', 'T', true), ('on-hold', 'received', 'nsp', 'T', true),
	('on-hold', 'accepted', 'nsp', 'T', true), ('on-hold', 'ready', 'nsp', 'T', true),
	('rejected', 'entered-in-error', 'ns', 'X', false),
	('cancelled', 'entered-in-error', 'ns', 'X', false),
	('failed', 'in-progress', 'su', 'T', false), ('failed', 'entered-in-error', 'ns', 'X', false),
	('completed', 'in-progress', 'su', 'T', false), ('completed', 'entered-in-error', 'ns', 'X', false)
) move (from_status, to_status, may, origin, held);
GRANT SELECT ON task_move TO aftercare_site, aftercare_worker;

ALTER TABLE task DROP CONSTRAINT task_status_check;
ALTER TABLE task ADD CONSTRAINT task_status_check CHECK (status IN ('draft', 'requested', 'received', 'accepted',
	'rejected', 'ready', 'cancelled', 'in-progress', 'on-hold', 'failed', 'completed', 'entered-in-error'));
ALTER TABLE task DROP CONSTRAINT task_kind_check;
ALTER TABLE task ADD CONSTRAINT task_kind_check CHECK (kind IN ('problem', 'trace', 'who', 'number', 'visit',
	'handed-back', 'free', 'escalation', 'rule'));

-- Two more states are closed ones.  What has been built on the column stays; a trigger
-- fills it, and no other value is let in.
ALTER TABLE task ALTER open DROP EXPRESSION;
ALTER TABLE task ADD CONSTRAINT task_open_or_closed CHECK (open =
	(status NOT IN ('completed', 'cancelled', 'failed', 'rejected', 'entered-in-error')));

ALTER TABLE task
	ADD status_reason text,		-- why it is in this state; a rule's: 'invalid', 'duplicate'
	ADD held_status	text,		-- on hold: where it goes back to
	ADD wakes_at	timestamptz,	-- on hold: when, by itself
	-- What a change says of itself.  It goes into the history and never stays here.
	ADD event	text CHECK (event IS NULL),
	ADD event_note	text CHECK (event_note IS NULL);
-- What is on hold already goes back where it would have gone, and wakes when it would
-- have been shown; a decided case waits for somebody to decide again.
ALTER TABLE task DISABLE TRIGGER USER;
UPDATE task SET held_status = CASE WHEN owner_id IS NULL THEN 'requested' ELSE 'accepted' END,
       wakes_at = CASE WHEN kind <> 'escalation' THEN starts_at END
 WHERE status = 'on-hold';
ALTER TABLE task ENABLE TRIGGER USER;
CREATE INDEX task_wakes ON task (wakes_at) WHERE wakes_at IS NOT NULL;

-- What a rule of the programme's tasks.js gave (docs/tasks.md): kept as it came.
ALTER TABLE task
	ADD emission	text,		-- its id: REPORT~EVENT~NAME
	ADD rule	text,		-- the definition's name
	ADD title	text,		-- a key of the workflow's texts
	ADD icon	text,
	ADD label	text,		-- of its priority
	ADD level	jsonb,		-- its priority: "high", "medium" or a number
	ADD due_date	date,
	ADD window_from	date,		-- the first and the last day on which it is to be done,
	ADD window_to	date,		-- both of them included
	ADD actions	jsonb,
	ADD resolved	jsonb,		-- of any type
	ADD deleted	boolean,
	ADD contact_name text,
	ADD requester	text,		-- ids of documents: whose documents made it,
	ADD owner_doc	text,		-- who it is about,
	ADD for_doc	text,		-- whom its first form is about
	ADD authored_at	timestamptz,
	ADD CHECK ((kind = 'rule') = (emission IS NOT NULL)),
	ADD CHECK (emission IS NULL OR (rule IS NOT NULL AND actions IS NOT NULL AND authored_at IS NOT NULL));
-- One of an emission is open, whatever several of them evaluate.
CREATE UNIQUE INDEX task_emission ON task (emission) WHERE emission IS NOT NULL AND open;
CREATE INDEX task_emissions ON task (emission, authored_at DESC) WHERE emission IS NOT NULL;
CREATE INDEX task_requester ON task (requester) WHERE requester IS NOT NULL;

-- The history: each line says who and when, from which state and owner to which,
-- and in what and note why.
ALTER TABLE task_event
	ADD from_status	text,		-- NULL: the line is a remark and no change
	ADD to_status	text,
	ADD from_owner	bigint REFERENCES app_user,
	ADD to_owner	bigint REFERENCES app_user,
	ADD was		jsonb;		-- urgency and times before, if they changed

-- Where a task on hold goes back to: who has it may have changed meanwhile.
CREATE FUNCTION task_held(status text, owner bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE
	    WHEN owner IS NULL AND status IN ('received', 'accepted') THEN 'requested'
	    WHEN owner IS NULL AND status = 'in-progress' THEN 'ready'
	    WHEN owner IS NOT NULL AND status = 'requested' THEN 'accepted'
	    ELSE status END
$$;

CREATE FUNCTION task_may_move(before text, after text, back_to text, ended_by bigint, ended_at timestamptz)
RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
	who constant text := CASE my_role() WHEN 'nurse' THEN 'n' WHEN 'supervisor' THEN 's' WHEN 'admin' THEN 'a' ELSE 'p' END;
	move task_move;
BEGIN
	SELECT * INTO move FROM task_move m WHERE m.from_status = before AND m.to_status = after;
	IF NOT FOUND OR (move.held AND after IS DISTINCT FROM back_to) THEN
		RAISE EXCEPTION USING ERRCODE = 'AC409', CONSTRAINT = 'task_move', MESSAGE = format(
		    'a task %s cannot become %s; it can become %s', CASE before WHEN '' THEN 'that is new' ELSE 'that is ' || before END,
		    after, coalesce((SELECT string_agg(m.to_status, ', ' ORDER BY m.to_status) FROM task_move m
		        WHERE m.from_status = before AND (NOT m.held OR m.to_status = back_to)), 'nothing else'));
	END IF;
	IF position(who IN move.may) = 0 AND NOT coalesce(who <> 'p' AND position('u' IN move.may) > 0
	    AND ended_by = my_id() AND ended_at > business_now() - interval '10 minutes', false) THEN
		RAISE EXCEPTION USING ERRCODE = '42501', CONSTRAINT = 'task_move', MESSAGE = format(
		    'from %s to %s a task is moved by others', before, after);
	END IF;
END $$;

CREATE FUNCTION task_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.status IN ('received', 'accepted', 'in-progress') AND NEW.owner_id IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'task_owner', MESSAGE = format(
		    'a task that is %s has somebody who does it', NEW.status);
	END IF;
	NEW.open := NEW.status NOT IN ('completed', 'cancelled', 'failed', 'rejected', 'entered-in-error');
	IF TG_OP = 'INSERT' AND NOT NEW.open THEN
		NEW.closed_at := coalesce(NEW.closed_at, business_now());
	END IF;
	RETURN NEW;
END $$;

CREATE FUNCTION task_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM task_may_move('', NEW.status, NULL, NULL, NULL);
	INSERT INTO task_event (task_id, place_id, at, user_id, what, note, from_status, to_status, to_owner)
	VALUES (NEW.id, NEW.place_id, NEW.created_at, NEW.created_by, 'created', NEW.words, '', NEW.status, NEW.owner_id);
	RETURN NULL;
END $$;

CREATE FUNCTION task_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	closed constant text[] := '{completed,cancelled,failed,rejected,entered-in-error}';
	now_ constant timestamptz := business_now();
BEGIN
	IF NEW.status <> OLD.status THEN
		PERFORM task_may_move(OLD.status, NEW.status, task_held(OLD.held_status, NEW.owner_id), OLD.closed_by, OLD.closed_at);
		IF NEW.status_reason IS NOT DISTINCT FROM OLD.status_reason THEN
			NEW.status_reason := NULL; -- it was the reason of the state before
		END IF;
		IF NEW.status = 'on-hold' THEN
			NEW.held_status := OLD.status;
		END IF;
		IF NEW.status = 'in-progress' THEN
			NEW.started_at := coalesce(NEW.started_at, now_);
		END IF;
		IF NEW.status = ANY (closed) THEN
			NEW.closed_at := coalesce(NEW.closed_at, now_);
		ELSIF OLD.status = ANY (closed) THEN
			NEW.closed_at := NULL;
			NEW.closed_by := NULL;
			NEW.outcome := '';
			NEW.outcome_note := '';
		END IF;
	ELSIF NEW.status = ANY (closed) AND (NEW.emission, NEW.title, NEW.due_date, NEW.window_from, NEW.window_to, NEW.actions,
	    NEW.resolved) IS DISTINCT FROM (OLD.emission, OLD.title, OLD.due_date, OLD.window_from, OLD.window_to, OLD.actions,
	    OLD.resolved) THEN
		RAISE EXCEPTION USING ERRCODE = 'AC409', CONSTRAINT = 'task_closed', MESSAGE =
		    'a closed task of a rule stays as it was; what comes later is a new one';
	END IF;
	IF NEW.status = 'on-hold' THEN
		NEW.held_status := task_held(NEW.held_status, NEW.owner_id);
	ELSE
		NEW.held_status := NULL;
		NEW.wakes_at := NULL;
	END IF;
	IF NEW.event IS NOT NULL OR (NEW.status, NEW.owner_id, NEW.priority, NEW.starts_at, NEW.due_at, NEW.patient_id)
	    IS DISTINCT FROM (OLD.status, OLD.owner_id, OLD.priority, OLD.starts_at, OLD.due_at, OLD.patient_id) THEN
		INSERT INTO task_event (task_id, place_id, at, user_id, what, note, from_status, to_status, from_owner, to_owner, was)
		VALUES (NEW.id, NEW.place_id, now_, my_id(),
		    coalesce(NEW.event, CASE WHEN NEW.status <> OLD.status THEN 'status'
		        WHEN NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id THEN 'changed'
		        WHEN NEW.owner_id IS NULL THEN 'released' WHEN NEW.owner_id = my_id() THEN 'taken' ELSE 'assigned' END),
		    coalesce(NEW.event_note, NEW.status_reason, ''), OLD.status, NEW.status, OLD.owner_id, NEW.owner_id,
		    CASE WHEN (NEW.priority, NEW.starts_at, NEW.due_at) IS DISTINCT FROM (OLD.priority, OLD.starts_at, OLD.due_at)
		        THEN jsonb_build_object('priority', OLD.priority, 'starts_at', OLD.starts_at, 'due_at', OLD.due_at) END);
	END IF;
	NEW.event := NULL;
	NEW.event_note := NULL;
	RETURN NEW;
END $$;
CREATE TRIGGER task_change BEFORE UPDATE ON task FOR EACH ROW EXECUTE FUNCTION task_change();
CREATE TRIGGER task_fits BEFORE INSERT OR UPDATE OF status, owner_id ON task
	FOR EACH ROW EXECUTE FUNCTION task_fits();
CREATE TRIGGER task_made AFTER INSERT ON task FOR EACH ROW EXECUTE FUNCTION task_made();

-- A line that was written stays; only its place follows a task that moves.
CREATE FUNCTION task_event_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF (to_jsonb(NEW) - 'place_id') <> (to_jsonb(OLD) - 'place_id') THEN
		RAISE EXCEPTION 'the history of a task is written once and stays';
	END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER task_event_stands BEFORE UPDATE ON task_event FOR EACH ROW EXECUTE FUNCTION task_event_stands();

-- As the CHT would show it: its five states, and the document of which the contract
-- is tasks.js.  "user" is who asks, since a shared task is no one person's.
CREATE FUNCTION task_cht_state(status text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE status WHEN 'draft' THEN 'Draft' WHEN 'completed' THEN 'Completed' WHEN 'failed' THEN 'Failed'
	    WHEN 'cancelled' THEN 'Cancelled' WHEN 'rejected' THEN 'Cancelled' WHEN 'entered-in-error' THEN 'Cancelled'
	    ELSE 'Ready' END
$$;
CREATE FUNCTION ms(at timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT round(extract(epoch FROM at) * 1000)::bigint $$;
CREATE FUNCTION task_document(which bigint, asker text) RETURNS json LANGUAGE sql STABLE AS $$
	WITH t AS (SELECT * FROM task WHERE id = which AND emission IS NOT NULL),
	history AS (
		SELECT json_agg(json_build_object('state', task_cht_state(e.to_status), 'timestamp', ms(e.at)) ORDER BY e.id) AS states
		  FROM task_event e
		 WHERE e.task_id = which AND e.to_status IS NOT NULL
		   AND (e.from_status = '' OR task_cht_state(e.from_status) <> task_cht_state(e.to_status))),
	emission AS (
		SELECT json_object_agg(key, value ORDER BY place) AS parts
		  FROM t, LATERAL (VALUES (1, '_id', to_json(t.emission)), (2, 'title', to_json(t.title)), (3, 'icon', to_json(t.icon)),
			(4, 'deleted', to_json(t.deleted)), (5, 'resolved', t.resolved::json), (6, 'actions', t.actions::json),
			(7, 'priority', t.level::json), (8, 'priorityLabel', to_json(t.label)),
			(9, 'contact', CASE WHEN t.contact_name IS NOT NULL THEN json_build_object('name', t.contact_name) END),
			(10, 'dueDate', to_json(t.due_date)), (11, 'startDate', to_json(t.window_from)), (12, 'endDate', to_json(t.window_to)),
			(13, 'forId', to_json(t.for_doc))) part (place, key, value)
		 WHERE value IS NOT NULL)
	SELECT json_object_agg(key, value ORDER BY place)
	  FROM t, history, emission, LATERAL (VALUES
		(1, '_id', to_json(concat_ws('~', 'task', asker, t.emission, ms(t.authored_at)))), (2, 'type', to_json('task'::text)),
		(3, 'authoredOn', to_json(ms(t.authored_at))), (4, 'stateHistory', history.states), (5, 'user', to_json(asker)),
		(6, 'requester', to_json(t.requester)), (7, 'owner', to_json(t.owner_doc)), (8, 'emission', emission.parts),
		(9, 'state', to_json(task_cht_state(t.status))), (10, 'stateReason', CASE WHEN t.status = 'cancelled'
			AND t.status_reason IN ('invalid', 'duplicate') THEN to_json(t.status_reason) END)) part (place, key, value)
	 WHERE value IS NOT NULL
$$;

-- Open work goes back to everybody: each task to the state in which it is nobody's.
CREATE OR REPLACE FUNCTION user_release(who bigint, at timestamptz, keep bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE released bigint;
BEGIN
	IF my_role() <> 'admin' THEN
		RAISE insufficient_privilege USING MESSAGE = 'only the administrator releases another''s work';
	END IF;
	UPDATE task SET owner_id = NULL, status = task_held(status, NULL), version = version + 1, event = 'released'
	 WHERE owner_id = $1 AND open AND (place_id = ANY ($3)) IS NOT TRUE;
	GET DIAGNOSTICS released = ROW_COUNT;
	UPDATE thread SET assigned_to = NULL
	 WHERE assigned_to = $1 AND (place_id = ANY ($3)) IS NOT TRUE;
	RETURN released;
END $$;

REVOKE EXECUTE ON FUNCTION task_held(text, bigint), task_may_move(text, text, text, bigint, timestamptz),
    task_fits(), task_made(), task_change(), task_event_stands(), task_cht_state(text),
    ms(timestamptz), task_document(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION task_held(text, bigint), task_may_move(text, text, text, bigint, timestamptz)
    TO aftercare_site, aftercare_worker;
GRANT EXECUTE ON FUNCTION task_cht_state(text), ms(timestamptz), task_document(bigint, text) TO aftercare_worker;
