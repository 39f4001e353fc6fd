-- A conversation with a patient backwards from a point: messages, tasks, escalations and what people did with it.
-- in:  thread_id int8, patient_id int8, phone_id int8?, opted_out_at timestamptz?, opted_out_how text,
--      before timestamptz, before_n int8, most int4
-- out: many type text, id int8, n int8, at timestamptz, direction text, kind text, body text,
--      author_id int8?, author text, state text, reason text, why text, run_at timestamptz?, parked bool,
--      reads text, urgency int4, sign text, matched text, about_id int8?, about text,
--      asked_at timestamptz?, here bool, other_phone text, called text
WITH work AS (
	SELECT id, created_at, closed_at, kind, words, created_by, closed_by, status, outcome, outcome_note, open,
	       CASE WHEN kind = 'free' THEN words ELSE coalesce(title, '') END AS called
	  FROM task WHERE patient_id = :patient_id
), lines AS (
	-- What waits to leave has a row of the outbox to look at; another phone than today's has a number.
	(SELECT 'message' AS type, id, id * 8 AS n, at, direction, kind, body, author_id, state, reason,
	        CASE WHEN state IN ('held', 'unsure') THEN outbox_id END AS outbox_id, reads, urgency, sign, matched,
	        patient_id AS about_id, CASE WHEN phone_id <> :phone_id THEN phone_id END AS other_phone_id, '' AS called
	   FROM message
	  WHERE thread_id = :thread_id AND at <= :'before' AND (at, id * 8) < (:'before', :before_n)
	    AND NOT (state = 'cancelled' AND reason = 'undone')
	  ORDER BY at DESC, id DESC LIMIT :most)
	UNION ALL
	SELECT 'made', id, id * 8 + 1, created_at, '', kind, words, created_by, status, '', NULL, '', 0, '', '',
	       NULL, NULL, called
	  FROM work
	UNION ALL
	SELECT 'ended', id, id * 8 + 2, closed_at, '', kind, outcome_note, closed_by, status, outcome,
	       NULL, '', 0, '', '', NULL, NULL, called
	  FROM work WHERE NOT open
	UNION ALL
	SELECT 'event', id, id * 8 + 3, at, '', what, note, user_id, '', '', NULL, '', 0, '', '', about_id, NULL, ''
	  FROM thread_event WHERE thread_id = :thread_id
	UNION ALL
	SELECT 'registered', id, id * 8 + 4, created_at, '', '', '', consent_by, '', '', NULL,
	       '', 0, '', '', NULL, NULL, ''
	  FROM enrolment WHERE patient_id = :patient_id
	UNION ALL
	SELECT 'stopped', :patient_id, :patient_id * 8 + 5, :'opted_out_at'::timestamptz, '', '', :'opted_out_how', NULL, '', '', NULL,
	       '', 0, '', '', NULL, NULL, ''
	 WHERE :'opted_out_at'::timestamptz IS NOT NULL
)
SELECT l.type, l.id, l.n, l.at, l.direction, l.kind, l.body, l.author_id, coalesce(u.name, ''), l.state, l.reason,
       delivery_reason(l.state, l.reason), o.run_at, coalesce(o.state = 'parked', false), l.reads, l.urgency::int4, l.sign, l.matched,
       l.about_id, '',
       CASE WHEN l.direction = 'in' THEN (SELECT min(c.asked_at) FROM checkin c
	   WHERE c.patient_id = :patient_id AND c.answer_message_id = l.id) END,
       true, coalesce(other.e164, ''), l.called
  FROM (SELECT * FROM lines WHERE (at, n) < (:'before', :before_n) ORDER BY at DESC, n DESC LIMIT :most) l
  LEFT JOIN app_user u ON u.id = l.author_id
  LEFT JOIN outbox o ON o.id = l.outbox_id
  LEFT JOIN phone other ON other.id = l.other_phone_id
 ORDER BY l.at DESC, l.n DESC;
