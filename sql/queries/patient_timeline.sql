-- What happened to a patient, newest first; before it, in the order (at, part, id), the page before ended.
-- in:  patient_id int8, show text, before_at timestamptz?, before_part int4, before_id int8, most int4
-- out: many at timestamptz, part int4, id int8, kind text, what text, words text, who text,
--      state text, reason text, changed_at timestamptz?, answer text
WITH mine AS (SELECT id, place_id FROM patient WHERE id = :patient_id),
events AS (
	SELECT e.created_at AS at, 1 AS part, e.id, 'enrolled' AS kind, e.method AS what, ''::text AS words,
	       coalesce(u.name, '') AS who, ''::text AS state, ''::text AS reason,
	       NULL::timestamptz AS changed_at, ''::text AS answer
	  FROM enrolment e LEFT JOIN app_user u ON u.id = e.consent_by
	 WHERE e.patient_id = :patient_id AND :'show' IN ('all', 'changes')
	UNION ALL
	SELECT m.at, 2, m.id, CASE WHEN m.direction = 'in' THEN 'in' ELSE m.kind END, coalesce(r.day::text, ''),
	       m.body, coalesce(u.name, ''), m.state, m.reason,
	       CASE WHEN c.id IS NOT NULL THEN c.answered_at ELSE coalesce(m.delivered_at, m.sent_at) END,
	       coalesce(c.answer, CASE WHEN m.direction = 'in' THEN m.reads ELSE '' END)
	  FROM thread t
	  JOIN message m ON m.thread_id = t.id
	  LEFT JOIN checkin c ON c.message_id = m.id AND m.direction = 'out'
	  LEFT JOIN reminder r ON r.id = c.reminder_id
	  LEFT JOIN app_user u ON u.id = m.author_id
	 WHERE t.patient_id = :patient_id AND :'show' IN ('all', 'sms')
	   AND NOT EXISTS (SELECT FROM checkin a WHERE a.patient_id = :patient_id AND a.answer_message_id = m.id
		AND a.answer IN ('fine', 'problem'))
	UNION ALL
	SELECT k.created_at, 3, k.id, CASE WHEN k.kind = 'escalation' THEN 'escalated' ELSE 'task' END, k.kind,
	       k.words, coalesce(u.name, ''), k.status, '', NULL, ''
	  FROM task k LEFT JOIN app_user u ON u.id = k.created_by
	 WHERE k.patient_id = :patient_id AND :'show' IN ('all', 'tasks')
	UNION ALL
	SELECT k.closed_at, 4, k.id, 'closed', k.kind, k.outcome_note, coalesce(u.name, ''), k.outcome, '', NULL, ''
	  FROM task k LEFT JOIN app_user u ON u.id = k.closed_by
	 WHERE k.patient_id = :patient_id AND NOT k.open AND :'show' IN ('all', 'tasks')
	UNION ALL
	SELECT a.at, 5, a.id, 'changed', a.object, a.columns, coalesce(u.name, ''), '', '', NULL, ''
	  FROM mine
	 CROSS JOIN LATERAL patient_changes(mine.id, ARRAY[mine.place_id]) a
	  LEFT JOIN app_user u ON u.id = a.user_id
	 WHERE :'show' IN ('all', 'changes')
)
SELECT at, part, id, kind, what, words, who, state, reason, changed_at, answer
  FROM events
 WHERE :'before_at'::timestamptz IS NULL OR (at, part, id) < (:'before_at', :before_part, :before_id)
 ORDER BY at DESC, part DESC, id DESC
 LIMIT :most;
