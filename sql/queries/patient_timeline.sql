-- What happened to a patient, newest first; before it, in the order (at, part, id), the page before ended.
-- in:  patient_id int8, show text, before_at timestamptz?, before_part int4, before_id int8, most int4
-- out: many at timestamptz, part int4, id int8, kind text, what text, words text, who text,
--      state text, reason text, changed_at timestamptz?, answer text
WITH asked AS (
	SELECT reminder_id, message_id, day, answer, answered_at, answer_message_id FROM checkin
	 WHERE patient_id = :patient_id AND :'show' IN ('all', 'sms')
), work AS (
	SELECT id, created_at, closed_at, kind, words, created_by, closed_by, status, outcome, outcome_note, open,
	       CASE WHEN kind = 'free' THEN words ELSE coalesce(title, '') END AS called
	  FROM task WHERE patient_id = :patient_id AND :'show' IN ('all', 'tasks')
), events AS (
	SELECT created_at AS at, 1 AS part, id, 'enrolled' AS kind, method AS what, ''::text AS words,
	       consent_by AS who_id, ''::text AS state, ''::text AS reason,
	       NULL::timestamptz AS changed_at, ''::text AS answer
	  FROM enrolment
	 WHERE patient_id = :patient_id AND :'show' IN ('all', 'changes')
	UNION ALL
	SELECT m.at, 2, m.id, CASE WHEN m.direction = 'in' THEN 'in' ELSE m.kind END, coalesce(c.day::text, ''),
	       m.body, m.author_id, m.state, m.reason,
	       CASE WHEN c.reminder_id IS NOT NULL THEN c.answered_at ELSE coalesce(m.delivered_at, m.sent_at) END,
	       coalesce(c.answer, CASE WHEN m.direction = 'in' THEN m.reads ELSE '' END)
	  FROM thread t
	  JOIN message m ON m.thread_id = t.id
	  LEFT JOIN asked c ON c.message_id = m.id AND m.direction = 'out'
	 WHERE t.patient_id = :patient_id AND :'show' IN ('all', 'sms')
	   AND NOT EXISTS (SELECT FROM asked a WHERE a.answer_message_id = m.id AND a.answer IN ('fine', 'problem'))
	UNION ALL
	SELECT created_at, 3, id, CASE WHEN kind = 'escalation' THEN 'escalated' ELSE 'task' END, kind,
	       words, created_by, status, called, NULL, ''
	  FROM work
	UNION ALL
	SELECT closed_at, 4, id, 'closed', kind, outcome_note, closed_by, outcome, called, NULL, ''
	  FROM work w WHERE NOT open
	   AND NOT EXISTS (SELECT FROM report r WHERE r.task_id = w.id AND r.state = 'final' AND r.parent_id IS NULL)
	UNION ALL
	SELECT r.reported_at, 6, r.id, 'report', r.form, coalesce(v.title, ''), r.reported_by, r.state,
	       coalesce((SELECT k.outcome FROM task k WHERE k.id = r.task_id), ''), NULL, ''
	  FROM report r LEFT JOIN form_version v ON v.id = r.form_version_id
	 WHERE r.patient_id = :patient_id AND r.parent_id IS NULL AND :'show' IN ('all', 'tasks')
	UNION ALL
	SELECT coalesce(lead(o.said_at) OVER later, r.changed_at), 7, r.id, 'report-changed', r.form, o.fields::text,
	       CASE WHEN lead(o.said_at) OVER later IS NULL THEN r.changed_by ELSE lead(o.said_by) OVER later END,
	       coalesce(v.title, ''), coalesce(lead(o.fields) OVER later, r.fields)::text, NULL, coalesce(r.form_version_id::text, '')
	  FROM report r JOIN report_version o ON o.report_id = r.id LEFT JOIN form_version v ON v.id = r.form_version_id
	 WHERE r.patient_id = :patient_id AND :'show' IN ('all', 'tasks', 'changes')
	WINDOW later AS (PARTITION BY r.id ORDER BY o.number)
	UNION ALL
	SELECT e.at, 8, e.id, 'case', e.what, e.note, e.user_id, e.task_id::text, '', NULL, ''
	  FROM work w JOIN task_event e ON e.task_id = w.id
	 WHERE w.kind = 'escalation' AND e.what NOT IN ('created', 'clock')
	   AND coalesce(e.to_status, '') NOT IN ('completed', 'cancelled', 'failed')
	UNION ALL
	SELECT v.at, 9, v.id, 'event', v.what,
	       CASE WHEN v.what LIKE 'read-%' THEN coalesce((SELECT left(m.body, 500) FROM message m WHERE m.id = v.about_id), '') ELSE v.note END,
	       v.user_id, v.about_id::text, '', NULL, ''
	  FROM thread t JOIN thread_event v ON v.thread_id = t.id
	 WHERE t.patient_id = :patient_id AND :'show' = 'all'
	   AND v.what NOT IN ('opted-out', 'opted-in', 'phone-changed', 'other-phone-changed', 'transferred') -- changes
	UNION ALL
	SELECT n.at, 10, n.id, 'note', '', CASE WHEN n.withdrawn_at IS NULL THEN n.body ELSE '' END, n.user_id, '', '',
	       coalesce(n.withdrawn_at, n.changed_at), ''
	  FROM thread t JOIN thread_note n ON n.thread_id = t.id
	 WHERE t.patient_id = :patient_id AND :'show' = 'all'
	UNION ALL
	SELECT at, 5, id, 'changed', object, columns, user_id, '', '', NULL, ''
	  FROM patient_changes(:patient_id)
	 WHERE :'show' IN ('all', 'changes')
)
SELECT e.at, e.part, e.id, e.kind, e.what, e.words,
       coalesce((SELECT u.name FROM app_user u WHERE u.id = e.who_id), ''), e.state, e.reason, e.changed_at, e.answer
  FROM (SELECT * FROM events
         WHERE :'before_at'::timestamptz IS NULL OR (at, part, id) < (:'before_at', :before_part, :before_id)
         ORDER BY at DESC, part DESC, id DESC
         LIMIT :most) e
 ORDER BY e.at DESC, e.part DESC, e.id DESC;
