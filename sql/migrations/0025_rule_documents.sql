-- What the rules of a programme's tasks.js see of each patient: the documents that the
-- CHT would have of him, made from the tables when they are asked for.  docs/rules.md
-- says of each field what it is.

-- A function that says no more of itself than is so becomes part of the statement it
-- stands in, instead of being called for each row.
ALTER FUNCTION ms(timestamptz) STABLE;

-- The hierarchy as a contact's parent has it; places of no depth that anybody has.
CREATE FUNCTION rule_place(which bigint, depth integer DEFAULT 0) RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_strip_nulls(json_build_object('_id', 'place-' || id, 'name', name,
	    'parent', CASE WHEN depth < 8 THEN rule_place(parent_id, depth + 1) END))
	  FROM place WHERE id = which
$$;

CREATE FUNCTION yes_no(said boolean) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN said THEN 'yes' ELSE 'no' END $$;

-- One incoming text: a 0 and a 1 are forms of their own, everything else is words.
CREATE FUNCTION rule_message(doc_id text, m message, reading text, how_urgent integer, sender text, subject jsonb, day integer)
RETURNS json LANGUAGE sql STABLE AS $$
	SELECT json_build_object('_id', doc_id, 'type', 'data_record',
	    'form', CASE reading WHEN 'fine' THEN '0' WHEN 'problem' THEN '1' ELSE '' END,
	    'from', sender, 'reported_date', ms(m.at),
	    'fields', subject || jsonb_strip_nulls(jsonb_build_object('text', m.body, 'reads', reading,
		'urgency', (ARRAY['none', 'review', 'amber', 'red'])[how_urgent + 1], 'sign', m.sign, 'day', day)),
	    'sms_message', json_build_object('message', m.body, 'from', sender))
$$;

-- The form in which the CHT's programmes would have said what came of a task.
CREATE FUNCTION rule_form(kind text, actions jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT coalesce(jsonb_path_query_first(actions, '$[*].form') #>> '{}',
	    CASE kind WHEN 'problem' THEN 'potential_ae' WHEN 'handed-back' THEN 'potential_ae' WHEN 'trace' THEN 'no_contact'
	        WHEN 'visit' THEN 'client_review' WHEN 'number' THEN 'check_number' ELSE 'follow_up' END)
$$;
CREATE FUNCTION rule_outcome(form text, kind text, outcome text, note text) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT jsonb_build_object('outcome', outcome, 'note', note,
	    'reached', yes_no(outcome IN ('reached-fine', 'reached-problem', 'came')),
	    'problem', yes_no(outcome = 'reached-problem'),
	    'seen', yes_no(outcome = 'came'),
	    'wrong_number', yes_no(outcome = 'wrong-number'),
	    -- A supervisor has it in hand: a problem became a case, or the task was a case's.
	    'case', yes_no(outcome = 'reached-problem' OR kind IN ('visit', 'handed-back'))) ||
	CASE form
	WHEN 'no_contact' THEN jsonb_build_object('n', jsonb_build_object('client_ok', CASE outcome
	    WHEN 'reached-fine' THEN 'yes' WHEN 'reached-problem' THEN 'yes_not_ok' WHEN 'came' THEN 'seen' ELSE 'no' END))
	WHEN 'tracing' THEN jsonb_build_object('t', jsonb_build_object('outcome', CASE outcome
	    WHEN 'reached-fine' THEN 'ok' WHEN 'reached-problem' THEN 'potential_ae' WHEN 'came' THEN 'reviewed' ELSE 'not_found' END))
	WHEN 'client_review' THEN jsonb_build_object('review', jsonb_build_object('seen', yes_no(outcome = 'came'),
	    'tracing_method', CASE WHEN outcome IN ('reached-fine', 'reached-problem') THEN 'phone'
	        WHEN outcome = 'came' THEN '' ELSE 'no' END))
	WHEN 'potential_ae' THEN jsonb_build_object('ae', jsonb_build_object('described', yes_no(outcome = 'reached-problem')))
	WHEN 'check_number' THEN jsonb_build_object('number', jsonb_build_object('right',
	    yes_no(outcome IN ('reached-fine', 'reached-problem', 'came'))))
	ELSE '{}' END
$$;

-- For many at once, each with the place and the zone whose calendar is his.  Only what
-- is certainly his: a text from a shared phone is nobody's until somebody says whose.
-- The plan is kept, and is that of a few among very many: each by his own index.
DROP FUNCTION IF EXISTS rule_documents(bigint[]);
CREATE FUNCTION rule_documents(patient_ids bigint[])
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
			'rule', f.rule, 'source_id', split_part(f.emission, '~', 1))) || rule_outcome(f.form, f.kind, f.outcome, f.outcome_note))
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
		SELECT h.id, x.decided_at, 5, x.task_id, json_build_object('_id', 'decision-' || x.task_id, 'type', 'data_record',
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

-- What nobody has said yet whose it is: a document of the number's own.
CREATE FUNCTION rule_number_documents(thread_ids bigint[])
RETURNS TABLE (thread_id bigint, place_id bigint, zone text, container json) LANGUAGE sql STABLE AS $$
	SELECT t.id, t.place_id, coalesce(pl.zone, 'UTC'), json_build_object(
		'contact', jsonb_strip_nulls(jsonb_build_object('_id', 'number-' || t.id, 'type', 'number', 'name', ph.e164, 'phone', ph.e164,
		    'phone_shared', yes_no((SELECT count(*) FROM patient o WHERE o.phone_id = t.phone_id OR o.phone2_id = t.phone_id) > 1),
		    'not_client', yes_no(t.not_patient), 'parent', rule_place(t.place_id), 'reported_date', (SELECT ms(min(m.at)) FROM message m WHERE m.thread_id = t.id))),
		'reports', coalesce((SELECT json_agg(rule_message('message-' || m.id, m, m.reads, m.urgency, ph.e164,
			jsonb_build_object('patient_id', 'number-' || t.id, 'whose', 'nobody'), NULL) ORDER BY ms(m.at), m.id)
		    FROM (SELECT * FROM message i WHERE i.thread_id = t.id AND i.direction = 'in' AND i.patient_id IS NULL
			ORDER BY i.at DESC, i.id DESC LIMIT 500) m), '[]'),
		'tasks', '[]'::json)
	  FROM thread t
	  JOIN phone ph ON ph.id = t.phone_id
	  LEFT JOIN place pl ON pl.id = t.place_id
	 WHERE t.id = ANY (thread_ids) AND t.patient_id IS NULL
$$;

REVOKE EXECUTE ON FUNCTION rule_place(bigint, integer), yes_no(boolean), rule_message(text, message, text, integer, text, jsonb, integer),
    rule_form(text, jsonb), rule_outcome(text, text, text, text), rule_documents(bigint[]), rule_number_documents(bigint[]) FROM PUBLIC;

CREATE POLICY rules ON thread_event FOR SELECT TO aftercare_rules USING (true);
GRANT SELECT ON thread_event TO aftercare_rules;
GRANT EXECUTE ON FUNCTION rule_place(bigint, integer), yes_no(boolean), rule_message(text, message, text, integer, text, jsonb, integer),
    rule_form(text, jsonb), rule_outcome(text, text, text, text), rule_documents(bigint[]), rule_number_documents(bigint[]),
    ms(timestamptz), task_cht_state(text) TO aftercare_rules;

-- Tracing that the worker made before it became the rules': there is soon none, and it is looked for every few seconds.
CREATE INDEX task_trace_by_core ON task (enrolment_id) WHERE kind = 'trace' AND open AND emission IS NULL;
