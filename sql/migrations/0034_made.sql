-- The programme's rules make its tasks.  What a text asks for at once is still made with
-- it (a call about a possible problem, who sent this), as the task that its rule will
-- make: from the rules' next look on it is theirs.  docs/rules.md.

-- What the rules see --------------------------------------------------------------------

-- As in 0025_rule_documents.sql.  What is new: a decision that is taken anew is another
-- report, and what was found at the facility is a supervisor's case only if one had asked.
CREATE OR REPLACE FUNCTION rule_documents(patient_ids bigint[])
RETURNS TABLE (patient_id bigint, place_id bigint, zone text, container json) LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_mergejoin = off SET jit = off AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH him AS MATERIALIZED (
		SELECT p.*, pl.zone, pl.name AS place_name, t.id AS thread_id, e.id AS enrolment_id, e.anchor_date, e.last_sign_at,
		       jsonb_build_object('patient_id', p.number, 'patient_uuid', 'patient-' || p.id) AS subject
		  FROM patient p
		  JOIN place pl ON pl.id = p.place_id
		  LEFT JOIN thread t ON t.patient_id = p.id
		  LEFT JOIN enrolment e ON e.patient_id = p.id AND e.latest
		 WHERE p.id = ANY (patient_ids)
	), above AS MATERIALIZED (
		SELECT here.id, rule_place(here.id) AS parent FROM (SELECT DISTINCT h.place_id AS id FROM him h) here
	), finished AS MATERIALIZED (
		SELECT h.id AS patient, h.subject, h.zone, k.*, rule_form(k.kind, k.actions) AS form
		  FROM him h JOIN task k ON k.patient_id = h.id
		 WHERE k.status IN ('completed', 'failed') AND k.closed_by IS NOT NULL AND k.outcome <> ''
		   AND k.kind NOT IN ('escalation', 'who')
	), report (patient, at, rank, id, doc) AS (
		-- He was enrolled.
		SELECT h.id, e.created_at, 1, e.id, json_build_object('_id', 'enroll-' || e.id, 'type', 'data_record', 'form', 'enroll',
		       'reported_date', ms(e.created_at), 'fields', h.subject || jsonb_strip_nulls(jsonb_build_object(
			'enrollment_date', e.anchor_date, 'method', e.method, 'is_minor', yes_no(h.birth_date > e.anchor_date - interval '18 years'),
			'phone_owner', h.phone_owner, 'state', e.state, 'ended_on', (e.ended_at AT TIME ZONE h.zone)::date,
			'last_sign', ms(e.last_sign_at), 'asked', asked.n, 'welcome', w.state, 'welcome_at', ms(w.at))))
		  FROM him h
		  JOIN enrolment e ON e.patient_id = h.id
		 CROSS JOIN LATERAL (SELECT count(*) AS n FROM checkin c WHERE c.patient_id = h.id AND c.enrolment_id = e.id
			AND c.asked_at > coalesce(e.last_sign_at, '-infinity')) asked
		  LEFT JOIN LATERAL (SELECT m.state, m.at FROM message m WHERE m.thread_id = h.thread_id AND m.direction = 'out'
			AND m.kind = 'automatic' AND m.at >= e.created_at ORDER BY m.at, m.id LIMIT 1) w ON true
		UNION ALL
		-- He wrote.
		SELECT h.id, m.at, 2, m.id, rule_message('message-' || m.id, m, m.reads, m.urgency, ph.e164,
		       h.subject || jsonb_build_object('whose', CASE WHEN m.attributed_by IS NULL THEN 'number' ELSE 'nurse' END),
		       (m.at AT TIME ZONE h.zone)::date - h.anchor_date)
		  FROM him h
		 CROSS JOIN LATERAL (SELECT * FROM message i WHERE i.thread_id = h.thread_id AND i.direction = 'in' AND i.patient_id = h.id
			ORDER BY i.at DESC, i.id DESC LIMIT 500) m
		  JOIN phone ph ON ph.id = m.phone_id
		UNION ALL
		-- Somebody said that a text of another is about him too: how it was read as his stands with his check-in, if he was asked.
		SELECT h.id, v.at, 2, m.id, rule_message('message-' || m.id || '-patient-' || h.id, m, reads.word,
		       greatest(m.urgency, CASE WHEN reads.word = 'problem' THEN 2 ELSE 0 END), ph.e164,
		       h.subject || '{"whose": "nurse"}', (m.at AT TIME ZONE h.zone)::date - h.anchor_date)
		  FROM him h
		  JOIN thread_event v ON v.thread_id = h.thread_id AND v.what = 'also-about'
		 CROSS JOIN LATERAL (SELECT * FROM message i WHERE i.thread_id = v.about_id AND i.direction = 'in'
			AND i.attributed_by IS NOT NULL AND left(i.body, 500) = v.note AND i.at <= v.at ORDER BY i.at DESC, i.id DESC LIMIT 1) m
		  JOIN phone ph ON ph.id = m.phone_id
		 CROSS JOIN LATERAL (SELECT coalesce((SELECT c.answer FROM checkin c WHERE c.patient_id = h.id
			AND c.answer_message_id = m.id LIMIT 1), m.reads) AS word) reads
		UNION ALL
		-- Somebody did a task about him.
		SELECT f.patient, f.closed_at, 3, f.id, json_build_object('_id', 'outcome-' || f.id, 'type', 'data_record', 'form', f.form,
		       'reported_date', ms(f.closed_at), 'fields', f.subject || jsonb_strip_nulls(jsonb_build_object('task_kind', f.kind,
			'rule', f.rule, 'source_id', split_part(f.emission, '~', 1))) || rule_outcome(f.form,
			-- What was found at the facility is nobody's case unless one asked for it.
			CASE WHEN f.kind = 'visit' AND f.emission NOT LIKE 'decision-%' THEN '' ELSE f.kind END, f.outcome, f.outcome_note))
		  FROM finished f
		UNION ALL
		-- He was seen.
		SELECT f.patient, f.closed_at, 4, f.id, json_build_object('_id', 'visit-' || f.id, 'type', 'data_record', 'form', 'client_visit',
		       'reported_date', ms(f.closed_at), 'fields', f.subject || jsonb_build_object('note', f.outcome_note,
			'visit_date', (f.closed_at AT TIME ZONE f.zone)::date))
		  FROM finished f
		 WHERE f.outcome = 'came' AND f.form <> 'client_visit'
		UNION ALL
		-- A supervisor decided about a case.
		SELECT h.id, x.decided_at, 5, x.task_id, json_build_object('_id', 'decision-' || x.task_id || '-' || ms(x.decided_at), 'type', 'data_record',
		       'form', CASE x.outcome WHEN 'advice' THEN 'potential_ae' WHEN 'hand-back' THEN 'hand_back' ELSE 'referral_for_care' END,
		       'reported_date', ms(x.decided_at), 'fields', h.subject || jsonb_build_object('case', 'yes', 'decision', x.outcome, 'severity', x.severity,
			'sign', x.sign, 'ae', jsonb_build_object('described', 'yes', 'code', x.event, 'severity', x.grade),
			'refer_to', x.refer_to, 'own_facility', yes_no(x.outcome = 'clinic'), 'note', x.note))
		  FROM him h
		  JOIN task k ON k.patient_id = h.id AND k.kind = 'escalation'
		  JOIN escalation x ON x.task_id = k.id
		 WHERE x.decided_at IS NOT NULL
	), reports AS (
		SELECT r.patient, json_agg(r.doc ORDER BY ms(r.at), r.rank, r.id) AS docs FROM report r GROUP BY r.patient
	), tasks AS (
		SELECT k.patient_id AS patient, json_agg(jsonb_strip_nulls(jsonb_build_object(
			'_id', concat_ws('~', 'task', 'aftercare', k.emission, ms(k.authored_at)), 'type', 'task', 'authoredOn', ms(k.authored_at),
			'user', 'aftercare', 'requester', k.requester, 'owner', k.owner_doc, 'state', task_cht_state(k.status),
			'stateReason', CASE WHEN k.status = 'cancelled' AND k.status_reason IN ('invalid', 'duplicate') THEN k.status_reason END)) ||
			jsonb_build_object('emission', jsonb_strip_nulls(jsonb_build_object('_id', k.emission, 'title', k.title, 'icon', k.icon,
			'deleted', k.deleted, 'priorityLabel', k.label, 'dueDate', k.due_date, 'startDate', k.window_from, 'endDate', k.window_to,
			'forId', k.for_doc, 'contact', CASE WHEN k.contact_name IS NOT NULL THEN jsonb_build_object('name', k.contact_name) END)) ||
			jsonb_build_object('actions', k.actions) || CASE WHEN k.resolved IS NULL THEN '{}' ELSE jsonb_build_object('resolved', k.resolved) END ||
			CASE WHEN k.level IS NULL THEN '{}' ELSE jsonb_build_object('priority', k.level) END,
			'stateHistory', (SELECT coalesce(jsonb_agg(jsonb_build_object('state', task_cht_state(v.to_status), 'timestamp', ms(v.at)) ORDER BY v.id), '[]')
			    FROM task_event v WHERE v.task_id = k.id AND v.to_status IS NOT NULL
			     AND (v.from_status = '' OR task_cht_state(v.from_status) <> task_cht_state(v.to_status))))
			ORDER BY k.authored_at, k.id) AS docs
		  FROM him h JOIN task k ON k.patient_id = h.id
		 WHERE k.emission IS NOT NULL
		 GROUP BY k.patient_id
	)
	SELECT h.id, h.place_id, h.zone, json_build_object(
		'contact', jsonb_strip_nulls(jsonb_build_object('_id', 'patient-' || h.id, 'type', 'person',
		    'name', trim(h.given_name || ' ' || h.family_name), 'patient_id', h.number, 'phone', ph.e164, 'alternate_phone', ph2.e164,
		    'phone_owner', h.phone_owner, 'phone_shared', yes_no(h.phone_id IS NOT NULL AND EXISTS (SELECT FROM patient o
			WHERE (o.phone_id = h.phone_id OR o.phone2_id = h.phone_id) AND o.id <> h.id)),
		    'date_of_birth', h.birth_date, 'sex', h.sex, 'parent', above.parent, 'reported_date', ms(h.created_at),
		    'enrollment_date', h.anchor_date, 'enrollment_location', h.place_name,
		    'is_minor', yes_no(h.birth_date > coalesce(h.anchor_date, (h.created_at AT TIME ZONE h.zone)::date) - interval '18 years'),
		    'last_seen', ms(h.last_sign_at), 'language_preference', h.language,
		    'muted', to_char(h.opted_out_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
		'reports', coalesce(reports.docs, '[]'), 'tasks', coalesce(tasks.docs, '[]'))
	  FROM him h
	  JOIN above ON above.id = h.place_id
	  LEFT JOIN phone ph ON ph.id = h.phone_id
	  LEFT JOIN phone ph2 ON ph2.id = h.phone2_id
	  LEFT JOIN reports ON reports.patient = h.id
	  LEFT JOIN tasks ON tasks.patient = h.id;
END $$;

-- A number whose texts are nobody's yet, now with the tasks that rules have made of them.
CREATE OR REPLACE FUNCTION rule_number_documents(thread_ids bigint[])
RETURNS TABLE (thread_id bigint, place_id bigint, zone text, container json) LANGUAGE sql STABLE AS $$
	SELECT t.id, t.place_id, coalesce(pl.zone, 'UTC'), json_build_object(
		'contact', jsonb_strip_nulls(jsonb_build_object('_id', 'number-' || t.id, 'type', 'number', 'name', ph.e164, 'phone', ph.e164,
		    'phone_shared', yes_no((SELECT count(*) FROM patient o WHERE o.phone_id = t.phone_id OR o.phone2_id = t.phone_id) > 1),
		    'not_client', yes_no(t.not_patient), 'parent', rule_place(t.place_id), 'reported_date', (SELECT ms(min(m.at)) FROM message m WHERE m.thread_id = t.id))),
		'reports', coalesce((SELECT json_agg(rule_message('message-' || m.id, m, m.reads, m.urgency, ph.e164,
			jsonb_build_object('patient_id', 'number-' || t.id, 'whose', 'nobody'), NULL) ORDER BY ms(m.at), m.id)
		    FROM (SELECT * FROM message i WHERE i.thread_id = t.id AND i.direction = 'in' AND i.patient_id IS NULL
			ORDER BY i.at DESC, i.id DESC LIMIT 500) m), '[]'),
		'tasks', coalesce((SELECT json_agg(task_document(k.id, 'aftercare') ORDER BY k.authored_at, k.id) FROM task k
		    WHERE k.thread_id = t.id AND k.patient_id IS NULL AND k.emission IS NOT NULL), '[]'))
	  FROM thread t
	  JOIN phone ph ON ph.id = t.phone_id
	  LEFT JOIN place pl ON pl.id = t.place_id
	 WHERE t.id = ANY (thread_ids) AND t.patient_id IS NULL
$$;

-- Whose turn it is ------------------------------------------------------------------------

-- A number's turn is that of its conversation: where patient_id is -12 it is number-12's.
-- What is of the number itself makes it its turn.
CREATE FUNCTION rule_dirty_message() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
	whose constant bigint := coalesce(NEW.patient_id, CASE WHEN NEW.direction = 'in' THEN -NEW.thread_id END);
	before bigint;
BEGIN
	IF whose IS NOT NULL THEN
		INSERT INTO rule_dirty (patient_id, at) VALUES (whose, business_now());
	END IF;
	IF TG_OP = 'UPDATE' THEN
		before := coalesce(OLD.patient_id, CASE WHEN OLD.direction = 'in' THEN -OLD.thread_id END);
		IF before <> whose THEN
			INSERT INTO rule_dirty (patient_id, at) VALUES (before, business_now());
		END IF;
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION rule_dirty_number() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO rule_dirty (patient_id, at) VALUES (-NEW.id, business_now());
	RETURN NULL;
END $$;
DROP TRIGGER rule_dirty_insert ON message;
DROP TRIGGER rule_dirty_update ON message;
CREATE TRIGGER rule_dirty_insert AFTER INSERT ON message FOR EACH ROW
	WHEN (NEW.direction = 'in') EXECUTE FUNCTION rule_dirty_message();
-- A text of ours that nobody was asked by (the first one, which says whether the number
-- is right) also when it arrives.
CREATE TRIGGER rule_dirty_update AFTER UPDATE ON message FOR EACH ROW
	WHEN (NEW.patient_id IS DISTINCT FROM OLD.patient_id OR NEW.reads <> OLD.reads OR NEW.body <> OLD.body
	    OR NEW.urgency <> OLD.urgency OR NEW.sign <> OLD.sign OR NEW.attributed_by IS DISTINCT FROM OLD.attributed_by
	    OR (NEW.state = 'failed') <> (OLD.state = 'failed')
	    OR (NEW.kind = 'automatic' AND NEW.state = 'delivered' AND OLD.state <> 'delivered'))
	EXECUTE FUNCTION rule_dirty_message();
CREATE TRIGGER rule_dirty_update AFTER UPDATE OF not_patient ON thread FOR EACH ROW
	WHEN (NEW.patient_id IS NULL AND NEW.not_patient <> OLD.not_patient) EXECUTE FUNCTION rule_dirty_number();

-- As in 0024_rules.sql; and the number itself, which others may have written from before.
CREATE OR REPLACE FUNCTION rule_dirty_patients() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO rule_dirty (patient_id, at) SELECT id, business_now() FROM changed;
	-- A phone has become shared, or is no longer: those who have it too.
	IF TG_OP = 'INSERT' THEN
		INSERT INTO rule_dirty (patient_id, at)
		SELECT o.id, business_now() FROM changed c
		 CROSS JOIN LATERAL (SELECT c.phone_id AS id UNION SELECT c.phone2_id) ph
		 CROSS JOIN LATERAL (SELECT s.id FROM rule_phone_sharers(ph.id, c.id) s (id)
		     UNION ALL (SELECT -t.id FROM thread t WHERE t.phone_id = ph.id AND t.patient_id IS NULL LIMIT 1)) o (id);
	ELSE
		INSERT INTO rule_dirty (patient_id, at)
		SELECT o.id, business_now() FROM changed c JOIN before b ON b.id = c.id
		 CROSS JOIN LATERAL (SELECT c.phone_id AS id UNION SELECT c.phone2_id
		                     UNION SELECT b.phone_id UNION SELECT b.phone2_id) ph
		 CROSS JOIN LATERAL (SELECT s.id FROM rule_phone_sharers(ph.id, c.id) s (id)
		     UNION ALL (SELECT -t.id FROM thread t WHERE t.phone_id = ph.id AND t.patient_id IS NULL LIMIT 1)) o (id)
		 WHERE (c.phone_id, c.phone2_id) IS DISTINCT FROM (b.phone_id, b.phone2_id);
	END IF;
	RETURN NULL;
END $$;

INSERT INTO rule_next (patient_id, at, version)
SELECT -t.id, '-infinity', 0 FROM thread t
 WHERE t.patient_id IS NULL AND EXISTS (SELECT FROM message m WHERE m.thread_id = t.id AND m.direction = 'in' AND m.patient_id IS NULL);

-- The results of a batch, in steps ------------------------------------------------------

-- As in 0024_rules.sql, with three things more: a rule says in the content of its first
-- action (words) what stands below the task's title; numbers have tasks as patients do;
-- and each batch is planned by what the tables are then.  A plan that was made when there
-- were few tasks would compare all of them with each other on the first morning on which
-- thousands fall due.

-- What stands below a task's title follows what its rule says, once that says something
-- else; what somebody wrote, of which it was made at once, stays.
CREATE FUNCTION rule_words(words text, was jsonb, said jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE
	    WHEN said #>> '{0,content,words}' IS NOT DISTINCT FROM was #>> '{0,content,words}' THEN words
	    WHEN was = '[]' AND words <> '' THEN words
	    ELSE left(coalesce(said #>> '{0,content,words}', ''), 500) END
$$;

CREATE OR REPLACE FUNCTION rule_tasks_change(wanted rule_wanted[], at timestamptz) RETURNS bigint
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
DECLARE
	n bigint;
BEGIN
	WITH w AS MATERIALIZED (
		SELECT t.id, w.*, task ->> 'title' AS title, task ->> 'icon' AS icon, task ->> 'priorityLabel' AS label,
		       task -> 'priority' AS level, coalesce(task -> 'actions', '[]') AS actions, task -> 'resolved' AS resolved,
		       task -> 'deleted' = 'true' AS deleted, task #>> '{contact,name}' AS contact_name, task ->> 'forId' AS for_doc
		  FROM unnest(wanted) w
		 CROSS JOIN LATERAL (SELECT o.id FROM task o WHERE o.emission = w.emission AND o.open AND o.authored_at <= at LIMIT 1) t
	), held AS MATERIALIZED (
		SELECT t.id FROM task t WHERE t.id = ANY (ARRAY(SELECT w.id FROM w)) ORDER BY t.id FOR UPDATE
	)
	UPDATE task t
	   SET patient_id = w.patient_id, place_id = w.place_id, thread_id = w.thread_id, enrolment_id = w.enrolment_id,
	       who = w.who, anchor_date = w.anchor_date,
	       rule = w.rule, title = w.title, icon = w.icon, label = w.label, level = w.level, due_date = w.due_date,
	       window_from = w.window_from, window_to = w.window_to, actions = w.actions, resolved = w.resolved,
	       deleted = w.deleted, contact_name = w.contact_name, requester = w.requester, owner_doc = w.owner_doc,
	       for_doc = w.for_doc, words = rule_words(t.words, t.actions, w.actions),
	       priority = CASE WHEN t.due_date IS NULL OR t.level IS NOT DISTINCT FROM w.level THEN t.priority
	           ELSE rule_priority(w.level) END,
	       starts_at = CASE WHEN t.window_from <> w.window_from THEN day_begins(w.window_from, w.zone) ELSE t.starts_at END,
	       due_at = CASE WHEN t.due_date <> w.due_date THEN day_begins(w.due_date + 1, w.zone) - interval '1 microsecond'
	           ELSE t.due_at END,
	       status = rule_status(t.status, w.state), status_reason = CASE WHEN w.state = 'Cancelled' THEN w.reason
	           ELSE t.status_reason END,
	       closed_at = CASE WHEN w.state IN ('Completed', 'Failed', 'Cancelled') THEN at END,
	       -- Whoever has just opened what was made at once saves it all the same.
	       version = t.version + CASE WHEN t.due_date IS NULL AND rule_status(t.status, w.state) = t.status THEN 0 ELSE 1 END
	  FROM w
	 WHERE t.id = ANY (ARRAY(SELECT h.id FROM held h)) AND t.id = w.id AND t.open
	   AND (rule_status(t.status, w.state) <> t.status
	        OR (t.patient_id, t.title, t.icon, t.label, t.level, t.due_date, t.window_from, t.window_to, t.actions,
	            t.resolved, t.deleted, t.contact_name, t.requester, t.owner_doc, t.for_doc)
	           IS DISTINCT FROM
	           (w.patient_id, w.title, w.icon, w.label, w.level, w.due_date, w.window_from, w.window_to, w.actions,
	            w.resolved, w.deleted, w.contact_name, w.requester, w.owner_doc, w.for_doc));
	GET DIAGNOSTICS n = ROW_COUNT;
	RETURN n;
END $$;

-- As before.  Not what was made at once and has not been the rule's yet: where the two do
-- not agree that there is a call to be made, it is made.
CREATE OR REPLACE FUNCTION rule_tasks_end(results jsonb, wanted rule_wanted[], taken bigint[], at timestamptz)
RETURNS bigint
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
DECLARE
	emitted constant text[] := ARRAY(SELECT emission FROM unnest(wanted));
	n bigint;
BEGIN
	WITH result AS MATERIALIZED (
		SELECT r.patient, coalesce(r.whole, false) OR EXISTS (SELECT FROM jsonb_array_elements(r.failures) f
		           WHERE f ->> 'rule' IS NULL) AS all_stopped,
		       ARRAY(SELECT f ->> 'rule' FROM jsonb_array_elements(r.failures) f) AS stopped
		  FROM jsonb_to_recordset(results) AS r (patient bigint, whole boolean, failures jsonb)
	), open AS MATERIALIZED (
		SELECT r.all_stopped OR t.rule = ANY (r.stopped) AS stopped, t.*,
		       (rule_tasks_end.at AT TIME ZONE coalesce((SELECT zone FROM place WHERE id = t.place_id), 'UTC'))::date AS today
		  FROM result r
		 CROSS JOIN LATERAL (
			(SELECT * FROM task k WHERE k.patient_id = r.patient AND k.open AND k.emission IS NOT NULL OFFSET 0)
			UNION ALL
			(SELECT * FROM task k WHERE k.thread_id = -r.patient AND k.patient_id IS NULL AND k.open
			    AND k.emission IS NOT NULL OFFSET 0)) t
		 WHERE (SELECT d.id FROM rule_dirty d WHERE d.patient_id = r.patient AND d.id <> ALL (taken) LIMIT 1) IS NULL
	), gone AS MATERIALIZED (
		SELECT t.id, now.state, now.reason
		  FROM open t
		 CROSS JOIN LATERAL (SELECT t.due_date IS NULL OR (t.window_from IS NULL) <> (t.window_to IS NULL)
		     OR t.window_from > t.window_to AS invalid) w0
		 CROSS JOIN LATERAL (SELECT
		     CASE WHEN t.authored_at > rule_tasks_end.at OR NOT t.stopped OR w0.invalid
		          THEN 'Cancelled' WHEN t.window_from > t.today THEN 'Draft' WHEN t.window_to < t.today THEN 'Failed'
		          ELSE 'Ready' END AS state,
		     CASE WHEN t.authored_at <= rule_tasks_end.at AND t.stopped AND w0.invalid THEN 'invalid' END AS reason) now
		 WHERE (t.authored_at > rule_tasks_end.at OR t.emission <> ALL (emitted))
		   AND NOT (t.due_date IS NULL AND t.source NOT LIKE 'rule:%')
		   AND rule_status(t.status, now.state) <> t.status
	), held AS MATERIALIZED (
		SELECT t.id FROM task t WHERE t.id = ANY (ARRAY(SELECT g.id FROM gone g)) ORDER BY t.id FOR UPDATE
	)
	UPDATE task t
	   SET status = rule_status(t.status, g.state), status_reason = g.reason,
	       closed_at = CASE WHEN g.state IN ('Failed', 'Cancelled') THEN rule_tasks_end.at END, version = t.version + 1
	  FROM gone g
	 WHERE t.id = ANY (ARRAY(SELECT h.id FROM held h)) AND t.id = g.id AND t.open;
	GET DIAGNOSTICS n = ROW_COUNT;
	RETURN n;
END $$;

CREATE OR REPLACE FUNCTION rule_tasks_make(wanted rule_wanted[], kinds jsonb, at timestamptz) RETURNS bigint
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
DECLARE
	n bigint;
BEGIN
	INSERT INTO task (place_id, patient_id, thread_id, enrolment_id, kind, source, priority, performer, who, anchor_date, words,
	    status, starts_at, due_at, created_at, closed_at, emission, rule, title, icon, label, level, due_date, window_from,
	    window_to, actions, resolved, deleted, contact_name, requester, owner_doc, for_doc, authored_at)
	SELECT w.place_id, w.patient_id, w.thread_id, w.enrolment_id, coalesce(kinds #>> ARRAY[w.rule, 'kind'], 'rule'),
	       'rule:' || w.emission || ':' || ms(rule_tasks_make.at), rule_priority(w.task -> 'priority'),
	       coalesce(kinds #>> ARRAY[w.rule, 'performer'], 'nurse'), w.who, w.anchor_date,
	       left(coalesce(w.task #>> '{actions,0,content,words}', ''), 500), lower(w.state),
	       coalesce(day_begins(w.window_from, w.zone), rule_tasks_make.at),
	       coalesce(day_begins(w.due_date + 1, w.zone) - interval '1 microsecond', rule_tasks_make.at), rule_tasks_make.at,
	       CASE WHEN w.state IN ('Completed', 'Failed') THEN rule_tasks_make.at END, w.emission, w.rule, w.task ->> 'title',
	       w.task ->> 'icon', w.task ->> 'priorityLabel', w.task -> 'priority', w.due_date, w.window_from, w.window_to,
	       coalesce(w.task -> 'actions', '[]'), w.task -> 'resolved', w.task -> 'deleted' = 'true',
	       w.task #>> '{contact,name}', w.requester, w.owner_doc, w.task ->> 'forId', rule_tasks_make.at
	  FROM unnest(wanted) w
	 WHERE w.state <> 'Cancelled'
	   AND (SELECT t.id FROM task t WHERE t.emission = w.emission AND t.open LIMIT 1) IS NULL
	   AND (SELECT t.id FROM task t WHERE t.emission = w.emission AND t.authored_at <= rule_tasks_make.at
	           AND (t.closed_by IS NOT NULL OR t.outcome <> '')
	           AND (t.due_date IS NULL -- it was closed before it was taken over
	                OR (t.due_date, t.window_from, t.window_to) IS NOT DISTINCT FROM (w.due_date, w.window_from, w.window_to))
	         LIMIT 1) IS NULL
	   -- Against the one that counts, as the CHT does, and against the latest, or else
	   -- each look would make one more.
	   AND w.state IS DISTINCT FROM (SELECT task_cht_state(t.status) FROM task t
	           WHERE t.emission = w.emission AND t.authored_at <= rule_tasks_make.at
	           ORDER BY array_position('{Completed,Failed,Cancelled}'::text[], task_cht_state(t.status)), t.authored_at DESC LIMIT 1)
	   AND w.state IS DISTINCT FROM (SELECT task_cht_state(t.status) FROM task t
	           WHERE t.emission = w.emission AND t.authored_at <= rule_tasks_make.at ORDER BY t.authored_at DESC, t.id DESC LIMIT 1)
	   AND (SELECT t.id FROM task t WHERE t.source = 'rule:' || w.emission || ':' || ms(rule_tasks_make.at) LIMIT 1) IS NULL
	-- Made by somebody else in this moment: that says so itself, and is taken over next.
	ON CONFLICT (emission) WHERE emission IS NOT NULL AND open DO NOTHING;
	GET DIAGNOSTICS n = ROW_COUNT;
	RETURN n;
END $$;

-- Whom the results are about.  A number has neither enrolment nor, where those who share
-- it are of several places, a place.
CREATE FUNCTION rule_subjects(subjects bigint[])
RETURNS TABLE (subject bigint, patient_id bigint, place_id bigint, thread_id bigint, enrolment_id bigint, anchor_date date,
    who text, zone text, enrolled_at timestamptz) LANGUAGE sql STABLE AS $$
	SELECT s.id, p.id, p.place_id, (SELECT id FROM thread t WHERE t.patient_id = p.id), n.id, n.anchor_date,
	       trim(p.given_name || ' ' || p.family_name), (SELECT zone FROM place WHERE id = p.place_id), n.created_at
	  FROM unnest(subjects) s (id)
	 CROSS JOIN LATERAL (SELECT * FROM patient WHERE id = s.id OFFSET 0) p
	  LEFT JOIN LATERAL (SELECT * FROM enrolment e WHERE e.patient_id = p.id AND e.latest LIMIT 1) n ON true
	 UNION ALL
	SELECT s.id, NULL, t.place_id, t.id, NULL, NULL, (SELECT e164 FROM phone WHERE id = t.phone_id),
	       coalesce((SELECT zone FROM place WHERE id = t.place_id), 'UTC'), NULL
	  FROM unnest(subjects) s (id)
	 CROSS JOIN LATERAL (SELECT * FROM thread WHERE id = -s.id AND thread.patient_id IS NULL OFFSET 0) t
$$;

-- As in 0024_rules.sql, for numbers too; welcome_minutes: of workflow.json.
CREATE FUNCTION rule_merge(results jsonb, kinds jsonb, taken bigint[], at timestamptz, current integer, welcome_minutes integer)
RETURNS TABLE (made bigint, changed bigint, ended bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
DECLARE
	wanted rule_wanted[];
	fresh rule_wanted[];
	subjects constant bigint[] := ARRAY(SELECT patient FROM jsonb_to_recordset(results) r (patient bigint));
BEGIN
	PERFORM set_config('app.rules', 'on', true);

	-- Of several emissions with one id the most ready counts, of equal ones the first.
	WITH subject AS MATERIALIZED (
		SELECT * FROM rule_subjects(subjects)
	), emission AS MATERIALIZED (
		SELECT r.patient, r.place AS result, e.value, e.place
		  FROM ROWS FROM (jsonb_to_recordset(results) AS (patient bigint, emissions jsonb)) WITH ORDINALITY AS r (patient, emissions, place)
		 CROSS JOIN LATERAL jsonb_array_elements(r.emissions) WITH ORDINALITY AS e (value, place)
	)
	SELECT coalesce(array_agg(ROW(w.*)::rule_wanted), '{}') INTO wanted
	  FROM (SELECT DISTINCT ON (e.value #>> '{task,_id}')
	               s.patient_id, s.place_id, s.thread_id, s.enrolment_id, s.anchor_date, s.who, s.zone,
	               e.value #>> '{task,_id}', coalesce(e.value ->> 'rule', substring(e.value #>> '{task,_id}' FROM '[^~]*$')),
	               e.value ->> 'state', e.value ->> 'reason', e.value ->> 'requester', e.value ->> 'owner', e.value -> 'task',
	               rule_day(e.value #>> '{task,dueDate}'), rule_day(e.value #>> '{task,startDate}'),
	               rule_day(e.value #>> '{task,endDate}')
	          FROM emission e JOIN subject s ON s.subject = e.patient
	         ORDER BY e.value #>> '{task,_id}',
	               array_position('{Ready,Draft,Completed,Failed,Cancelled}'::text[], e.value ->> 'state'), e.result, e.place) w;

	-- What ends an open task makes no new one, whatever closed ones are behind it.
	SELECT coalesce(array_agg(ROW(w.*)::rule_wanted), '{}') INTO fresh FROM unnest(wanted) w
	 WHERE (SELECT t.id FROM task t WHERE t.emission = w.emission AND t.open AND t.authored_at <= rule_merge.at LIMIT 1) IS NULL;

	PERFORM rule_failures_keep(results, at);
	changed := rule_tasks_change(wanted, at);
	ended := rule_tasks_end(results, wanted, taken, at);
	made := rule_tasks_make(fresh, kinds, at);

	-- When time alone may change something: with the next day, or sooner where his first
	-- automatic text has so many minutes to arrive.
	INSERT INTO rule_next AS n (patient_id, at, version)
	SELECT s.subject, least(CASE WHEN followed OR (SELECT t.id FROM task t WHERE t.patient_id = s.subject AND t.open
	               AND t.emission IS NOT NULL LIMIT 1) IS NOT NULL
	           OR (SELECT t.id FROM task t WHERE t.thread_id = -s.subject AND t.patient_id IS NULL AND t.open
	               AND t.emission IS NOT NULL LIMIT 1) IS NOT NULL
	       THEN day_begins((rule_merge.at AT TIME ZONE s.zone)::date + 1, s.zone) ELSE 'infinity' END,
	       CASE WHEN followed AND welcome_minutes > 0 AND s.enrolled_at > rule_merge.at - interval '1 day' THEN (
	           SELECT CASE WHEN w.at > rule_merge.at THEN w.at END
	             FROM (SELECT m.at + make_interval(mins => welcome_minutes) AS at FROM message m
	                    WHERE m.thread_id = s.thread_id AND m.direction = 'out' AND m.kind = 'automatic' AND m.at >= s.enrolled_at
	                    ORDER BY m.at, m.id LIMIT 1) w) END), current
	  FROM rule_subjects(subjects) s
	 CROSS JOIN LATERAL (SELECT (SELECT e.id FROM enrolment e WHERE e.patient_id = s.subject AND e.state = 'active' LIMIT 1)
	         IS NOT NULL AS followed) f
	ON CONFLICT (patient_id) DO UPDATE SET at = excluded.at, version = excluded.version;
	DELETE FROM rule_dirty WHERE id = ANY (taken);
	PERFORM set_config('app.rules', '', true);
	RETURN NEXT;
END $$;
-- For programs of the version before, until they are started again.
CREATE OR REPLACE FUNCTION rule_merge(results jsonb, kinds jsonb, taken bigint[], at timestamptz, current integer)
RETURNS TABLE (made bigint, changed bigint, ended bigint) LANGUAGE sql AS
$$ SELECT * FROM rule_merge(results, kinds, taken, at, current, 0) $$;

-- For whoever watches --------------------------------------------------------------------

-- Since when somebody has waited for the rules, if that is longer than a minute: then
-- the program is not there, or has more than it can do.
CREATE FUNCTION rule_behind(at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	oldest constant timestamptz := least((SELECT d.at FROM rule_dirty d ORDER BY d.id LIMIT 1),
	    (SELECT min(n.at) FROM rule_next n WHERE n.at <= rule_behind.at AND n.at > '-infinity'),
	    (SELECT v.since FROM rule_version v WHERE v.id = (SELECT max(id) FROM rule_version)
	        AND (SELECT n.version FROM rule_next n WHERE n.version < v.id LIMIT 1) IS NOT NULL));
BEGIN
	RETURN CASE WHEN oldest < at - interval '1 minute' THEN oldest END;
END $$;
-- As in 0028_lean.sql; the number at Rules says it too.
CREATE OR REPLACE FUNCTION work_counts(at_ timestamptz)
RETURNS TABLE (tasks bigint, messages bigint, escalations bigint, delivery bigint, late boolean,
    rules bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
	mine constant bigint[] := my_places();
	clinical constant boolean := my_role() IN ('nurse', 'supervisor');
	failing bigint := 0;
	since constant timestamptz := at_ - interval '7 days';
	until constant timestamptz := at_ + interval '1 day';
BEGIN
	IF NOT clinical THEN
		RETURN QUERY SELECT 0::bigint, 0::bigint, 0::bigint, delivery_failed(since), false,
		    rule_failing_count() + (rule_behind(at_) IS NOT NULL)::integer;
		RETURN;
	END IF;
	-- As rule_failing_count(), whose plan would be made anew for each page.
	IF my_role() = 'supervisor' THEN
		SELECT count(DISTINCT (f.rule, f.file, f.line)) INTO failing FROM rule_failure f WHERE f.place_id = ANY (mine);
		failing := failing + (rule_behind(at_) IS NOT NULL)::integer;
	END IF;
	RETURN QUERY
	SELECT count(*) FILTER (WHERE kind <> 'escalation' AND starts_at <= at_ AND due_at < until),
	       (SELECT count(*) FROM thread WHERE place_id = ANY (mine) AND state = 'waiting')
	       + (SELECT count(*) FROM thread WHERE place_id IS NULL AND state = 'waiting'),
	       count(*) FILTER (WHERE kind = 'escalation'),
	       (SELECT count(*) FROM message WHERE place_id = ANY (mine) AND state IN ('failed', 'unsure') AND at > since)
	       + (SELECT count(*) FROM message WHERE place_id IS NULL AND state IN ('failed', 'unsure') AND at > since),
	       EXISTS (SELECT FROM task t JOIN escalation e ON e.task_id = t.id
	                WHERE (t.place_id = ANY (mine) OR t.place_id IS NULL) AND t.kind = 'escalation' AND t.open
	                  AND ((e.first_at IS NULL AND e.first_due < at_) OR (e.decided_at IS NULL AND e.decide_due < at_))),
	       failing
	  FROM (SELECT kind, starts_at, due_at FROM task WHERE place_id = ANY (mine) AND open
	         UNION ALL
	        SELECT kind, starts_at, due_at FROM task WHERE place_id IS NULL AND open) work;
END $$;

-- What was there before ----------------------------------------------------------------

-- The emission that a rule makes of what Aftercare had made a task of by itself.
CREATE FUNCTION rule_emission_of(source text, enrolment bigint, adult_age integer) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT CASE split_part(source, ':', 1) || ':' || split_part(source, ':', 2)
	    WHEN 'problem:message' THEN 'message-' || part[3] || coalesce('-patient-' || part[5], '') || '~problem-call~problem-call'
	    WHEN 'who:message' THEN 'message-' || part[3] || '~who-sent~who-sent'
	    WHEN 'number:message' THEN 'enroll-' || enrolment || '~check-number~check-number'
	    WHEN 'number:task' THEN 'outcome-' || part[3] || '~check-number~check-number'
	    ELSE CASE part[1]
		WHEN 'visit' THEN (SELECT 'decision-' || x.task_id || '-' || ms(x.decided_at) ||
			CASE WHEN x.refer_to = '' THEN '~client-review~client-review' ELSE '~attended~attended' END
		    FROM escalation x WHERE x.task_id = CASE WHEN part[2] ~ '^[0-9]{1,18}$' THEN part[2]::bigint END
		       AND x.decided_at IS NOT NULL)
		WHEN 'trace' THEN (SELECT 'enroll-' || e.id || '~silence~' ||
			CASE WHEN p.birth_date > e.anchor_date - make_interval(years => adult_age) THEN 'tracing-minor' ELSE 'tracing' END
		    FROM enrolment e JOIN patient p ON p.id = e.patient_id WHERE e.id = enrolment)
		END END
	  FROM (SELECT string_to_array(source, ':') AS part) s
$$;

-- Open work is given to the rules: each emission once, the oldest task of it.
CREATE FUNCTION rule_adopt(adult_age integer) RETURNS void LANGUAGE sql AS $$
	UPDATE task t
	   SET emission = f.emission, rule = split_part(f.emission, '~', 3), actions = '[]', authored_at = t.created_at,
	       version = t.version + 1
	  FROM (SELECT DISTINCT ON (e.emission) k.id, e.emission
	          FROM task k
	         CROSS JOIN LATERAL rule_emission_of(k.source, k.enrolment_id, adult_age) e (emission)
	         WHERE k.open AND k.emission IS NULL AND k.kind IN ('problem', 'who', 'number', 'visit', 'trace')
	           AND (SELECT o.id FROM task o WHERE o.emission = e.emission AND o.open LIMIT 1) IS NULL
	         ORDER BY e.emission, k.id) f
	 WHERE t.id = f.id AND f.emission IS NOT NULL
$$;

-- And what is done is known to be done, so that no rule does it once more.  It is as it
-- was: a closed task stays, and nobody did anything today.
ALTER TABLE task DISABLE TRIGGER USER;
UPDATE task t
   SET emission = f.emission, rule = split_part(f.emission, '~', 3), actions = '[]', authored_at = t.created_at,
       due_date = CASE WHEN t.kind = 'trace' THEN f.day END, window_from = CASE WHEN t.kind = 'trace' THEN f.day END,
       window_to = CASE WHEN t.kind = 'trace' THEN f.day + 45 END
  FROM (SELECT k.id, rule_emission_of(k.source, k.enrolment_id, 18) AS emission, (k.created_at AT TIME ZONE pl.zone)::date AS day
          FROM task k LEFT JOIN place pl ON pl.id = k.place_id
         WHERE NOT k.open AND k.emission IS NULL AND k.kind IN ('problem', 'who', 'number', 'visit', 'trace')) f
 WHERE t.id = f.id AND f.emission IS NOT NULL;
ALTER TABLE task ENABLE TRIGGER USER;
SELECT rule_adopt(18);

REVOKE EXECUTE ON FUNCTION rule_behind(timestamptz), rule_dirty_message(), rule_dirty_number(), rule_words(text, jsonb, jsonb), rule_subjects(bigint[]),
    rule_emission_of(text, bigint, integer), rule_adopt(integer),
    rule_merge(jsonb, jsonb, bigint[], timestamptz, integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rule_words(text, jsonb, jsonb), rule_subjects(bigint[]),
    rule_emission_of(text, bigint, integer), rule_adopt(integer),
    rule_merge(jsonb, jsonb, bigint[], timestamptz, integer, integer), task_document(bigint, text) TO aftercare_rules;
GRANT EXECUTE ON FUNCTION rule_behind(timestamptz) TO aftercare_site, aftercare_api;
DROP INDEX task_trace_by_core;
