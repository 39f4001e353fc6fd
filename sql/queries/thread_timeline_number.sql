-- The same of a number that is nobody's, or that several share: then with what was said over this phone in their own
-- conversations, too.
-- in:  thread_id int8, phone_id int8?, shared_phone int8?, before timestamptz, before_n int8, most int4
-- out: many as thread_timeline
WITH said AS (
	(SELECT * FROM message
	  WHERE thread_id = :thread_id AND at <= :'before' AND (at, id * 16) < (:'before', :before_n)
	    AND NOT (state = 'cancelled' AND reason = 'undone')
	  ORDER BY at DESC, id DESC LIMIT :most)
	UNION ALL
	(SELECT * FROM message
	  WHERE phone_id = :shared_phone AND thread_id <> :thread_id
	    AND at <= :'before' AND (at, id * 16) < (:'before', :before_n)
	    AND NOT (state = 'cancelled' AND reason = 'undone')
	  ORDER BY at DESC, id DESC LIMIT :most)
), work AS (
	SELECT *, CASE WHEN kind = 'free' THEN words ELSE coalesce(title, '') END AS called
	  FROM task WHERE patient_id IS NULL AND thread_id = :thread_id
), lines AS (
	SELECT 'message' AS type, id, id * 16 AS n, at, direction, kind, body, author_id, state, reason,
	       outbox_id, reads, urgency, matched, patient_id AS about_id, thread_id = :thread_id AS here, phone_id, '' AS called,
	       came_at AS changed_at
	  FROM said
	UNION ALL
	SELECT 'made', id, id * 16 + 1, created_at, '', kind, words, created_by, status, '', NULL, '', 0, '',
	       NULL, true, NULL, called, NULL
	  FROM work
	UNION ALL
	SELECT 'ended', id, id * 16 + 2, closed_at, '', kind, outcome_note, closed_by, status, outcome,
	       NULL, '', 0, '', NULL, true, NULL, called, NULL
	  FROM work WHERE NOT open
	UNION ALL
	SELECT 'case', e.id, e.id * 16 + 9, e.at, '', e.what, e.note, e.user_id, '', '', NULL, '', 0, '', e.task_id, true, NULL, '', NULL
	  FROM work w JOIN task_event e ON e.task_id = w.id
	 WHERE w.kind = 'escalation' AND e.what NOT IN ('created', 'clock')
	   AND coalesce(e.to_status, '') NOT IN ('completed', 'cancelled', 'failed')
	UNION ALL
	(SELECT 'event', id, id * 16 + 3, at, '', what, note, user_id, '', '', NULL, '', 0, '', about_id, true, NULL, '', NULL
	   FROM thread_event
	  WHERE thread_id = :thread_id AND at <= :'before' ORDER BY at DESC, id DESC LIMIT :most)
	UNION ALL
	(SELECT 'note', id, id * 16 + 6, at, '', '', body, user_id, CASE WHEN withdrawn_at IS NOT NULL THEN 'withdrawn' ELSE '' END, '',
	        NULL, '', 0, '', NULL, true, NULL, version::text, coalesce(withdrawn_at, changed_at)
	   FROM thread_note
	  WHERE thread_id = :thread_id AND at <= :'before' ORDER BY at DESC, id DESC LIMIT :most)
)
SELECT l.type, l.id, l.n, l.at, l.direction, l.kind, l.body, l.author_id, coalesce(u.name, ''), l.state, l.reason,
       delivery_reason(l.state, l.reason), coalesce((SELECT leaves_at FROM aside WHERE outbox_id = o.id), o.run_at),
       coalesce(o.state = 'parked', false), l.reads, l.urgency::int4, l.matched,
       l.about_id, coalesce(trim(p.given_name || ' ' || p.family_name), ''), c.asked_at, l.here,
       coalesce(other.e164, ''), l.called, c.day, coalesce(c.answer, ''),
       coalesce(l.changed_at, CASE WHEN l.direction = 'out' THEN c.answered_at END), coalesce(f.how, ''), coalesce(fu.name, '')
  FROM (SELECT * FROM lines WHERE (at, n) < (:'before', :before_n) ORDER BY at DESC, n DESC LIMIT :most) l
  LEFT JOIN app_user u ON u.id = l.author_id
  LEFT JOIN outbox o ON o.id = l.outbox_id
  LEFT JOIN patient p ON p.id = l.about_id AND l.type = 'message' AND :shared_phone::int8 IS NOT NULL
  LEFT JOIN filing f ON l.type = 'message' AND l.direction = 'in' AND f.message_id = l.id AND f.patient_id = l.about_id AND f.ended_at IS NULL
  LEFT JOIN app_user fu ON fu.id = f.user_id
  LEFT JOIN phone other ON other.id = l.phone_id AND l.phone_id <> :phone_id
  LEFT JOIN LATERAL (SELECT asked_at, day, answer, answered_at FROM checkin c
                      WHERE l.type = 'message' AND c.patient_id = l.about_id
                        AND CASE l.direction WHEN 'in' THEN c.answer_message_id = l.id ELSE c.message_id = l.id END
                      LIMIT 1) c ON true
 ORDER BY l.at DESC, l.n DESC;
