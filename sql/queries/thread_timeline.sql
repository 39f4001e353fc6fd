-- A conversation with a patient backwards from a point: messages, tasks, cases, forms, notes and what people did with it.
-- day, answer and asked_at are of the question that a text asked or answered; changed_at is when that was answered, a late text came, or a
-- note changed; filed is by what a text of a shared phone is taken to be his.  called is of an automatic answer why it was said, and 'flow' of a flow
-- that a step starts.
-- in:  thread_id int8, patient_id int8, phone_id int8?, before timestamptz, before_n int8, most int4
-- out: many type text, id int8, n int8, at timestamptz, direction text, kind text, body text,
--      author_id int8?, author text, state text, reason text, why text, run_at timestamptz?, parked bool,
--      reads text, urgency int4, matched text, about_id int8?, about text,
--      asked_at timestamptz?, here bool, other_phone text, called text, day int4?, answer text,
--      changed_at timestamptz?, filed text, filed_by text
WITH asked AS MATERIALIZED (
	SELECT message_id, answer_message_id, day, answer, asked_at, answered_at FROM checkin WHERE patient_id = :patient_id
), work AS (
	SELECT id, created_at, closed_at, kind, words, created_by, closed_by, status, outcome, outcome_note, open,
	       CASE WHEN kind = 'free' THEN words ELSE coalesce(title, '') END AS called
	  FROM task WHERE patient_id = :patient_id
), told AS (
	SELECT r.id, r.form, coalesce(v.title, '') AS title, r.state, r.reported_at, r.reported_by, r.changed_at, r.changed_by
	  FROM report r LEFT JOIN form_version v ON v.id = r.form_version_id
	 WHERE r.patient_id = :patient_id AND r.parent_id IS NULL AND r.reported_at <= :'before'
	   AND r.phone_id IS NULL -- what came by text stands there as he wrote it
	 ORDER BY r.reported_at DESC LIMIT :most
), lines AS (
	-- What waits to leave has a row of the outbox to look at; another phone than today's has a number.
	(SELECT 'message' AS type, id, id * 16 AS n, at, direction, kind, body, author_id, state, reason,
	        CASE WHEN state IN ('held', 'unsure') THEN outbox_id END AS outbox_id, reads, urgency, matched,
	        patient_id AS about_id, CASE WHEN phone_id <> :phone_id THEN phone_id END AS other_phone_id,
	        CASE WHEN kind = 'automatic' THEN coalesce((SELECT a.kind || ' ' || a.cause FROM automatic_answer a
	                                                     WHERE a.message_id = message.id),
	             (SELECT o.kind FROM outbox o WHERE o.id = outbox_id AND o.kind = 'flow'), '') ELSE '' END AS called,
	        came_at AS changed_at
	   FROM message
	  WHERE thread_id = :thread_id AND at <= :'before' AND (at, id * 16) < (:'before', :before_n)
	    AND NOT (state = 'cancelled' AND reason = 'undone')
	  ORDER BY at DESC, id DESC LIMIT :most)
	UNION ALL
	SELECT 'made', id, id * 16 + 1, created_at, '', kind, words, created_by, status, '', NULL, '', 0, '',
	       NULL, NULL, called, NULL
	  FROM work
	UNION ALL
	SELECT 'ended', id, id * 16 + 2, closed_at, '', kind, outcome_note, closed_by, status, outcome,
	       NULL, '', 0, '', NULL, NULL, called, NULL
	  FROM work WHERE NOT open
	UNION ALL
	SELECT 'case', e.id, e.id * 16 + 9, e.at, '', e.what, e.note, e.user_id, '', '', NULL, '', 0, '', e.task_id, NULL, '', NULL
	  FROM work w JOIN task_event e ON e.task_id = w.id
	 WHERE w.kind = 'escalation' AND e.what NOT IN ('created', 'clock')
	   AND coalesce(e.to_status, '') NOT IN ('completed', 'cancelled', 'failed')
	UNION ALL
	(SELECT 'event', id, id * 16 + 3, at, '', what,
	        CASE WHEN what LIKE 'read-%' THEN coalesce((SELECT left(m.body, 500) FROM message m WHERE m.id = about_id), '') ELSE note END,
	        user_id, '', '', NULL, '', 0, '', about_id, NULL, '', NULL
	   FROM thread_event
	  WHERE thread_id = :thread_id AND at <= :'before' ORDER BY at DESC, id DESC LIMIT :most)
	UNION ALL
	(SELECT 'note', id, id * 16 + 6, at, '', '', body, user_id, CASE WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' ELSE '' END, '',
	        NULL, '', 0, '', NULL, NULL, version::text, coalesce(withdrawn_at, changed_at)
	   FROM thread_note
	  WHERE thread_id = :thread_id AND at <= :'before' ORDER BY at DESC, id DESC LIMIT :most)
	UNION ALL
	SELECT 'report', id, id * 16 + 7, reported_at, '', form, title, reported_by, state, '', NULL, '', 0, '', NULL, NULL, '', NULL
	  FROM told
	UNION ALL
	SELECT 'report-changed', id, id * 16 + 8, changed_at, '', form, title, changed_by, state, '', NULL, '', 0, '', NULL, NULL, '', NULL
	  FROM told WHERE changed_at IS NOT NULL
	UNION ALL
	SELECT 'registered', id, id * 16 + 4, created_at, '', '', '', consent_by, '', '', NULL, '', 0, '', NULL, NULL, '', NULL
	  FROM enrolment WHERE patient_id = :patient_id
	UNION ALL
	SELECT 'over', id, id * 16 + 5, ended_at, '', coalesce(nullif(end_how, ''), state), end_reason, ended_by, '', '', NULL, '', 0, '', NULL, NULL, '', NULL
	  FROM enrolment WHERE patient_id = :patient_id AND ended_at IS NOT NULL
), shown AS (
	SELECT * FROM lines WHERE (at, n) < (:'before', :before_n) ORDER BY at DESC, n DESC LIMIT :most
)
SELECT l.type, l.id, l.n, l.at, l.direction, l.kind, l.body, l.author_id, coalesce(u.name, ''), l.state, l.reason,
       delivery_reason(l.state, l.reason), CASE WHEN l.outbox_id IS NOT NULL THEN coalesce((SELECT leaves_at FROM aside WHERE outbox_id = o.id), o.run_at) END,
       coalesce(o.state = 'parked', false), l.reads, l.urgency::int4, l.matched,
       l.about_id, '', c.asked_at, true, coalesce(other.e164, ''), l.called, c.day, coalesce(c.answer, ''),
       coalesce(l.changed_at, CASE WHEN l.direction = 'out' THEN c.answered_at END), coalesce(f.how, ''), coalesce(fu.name, '')
  FROM shown l
  LEFT JOIN app_user u ON u.id = l.author_id
  LEFT JOIN outbox o ON o.id = l.outbox_id
  LEFT JOIN phone other ON other.id = l.other_phone_id
  LEFT JOIN asked c ON CASE l.direction WHEN 'in' THEN c.answer_message_id = l.id WHEN 'out' THEN c.message_id = l.id END
  LEFT JOIN filing f ON l.type = 'message' AND l.direction = 'in' AND f.message_id = l.id AND f.patient_id = l.about_id AND f.ended_at IS NULL
  LEFT JOIN app_user fu ON fu.id = f.user_id
 ORDER BY l.at DESC, l.n DESC;
