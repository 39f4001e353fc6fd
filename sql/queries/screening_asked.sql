-- The question of a screening that a text may answer: what he was asked last before that moment, when it left, if a check-in, a
-- question of ours or a nurse's own words have not left since.
-- in:  patient_id int8, thread_id int8, at timestamptz, hours int4, days int4
-- out: many id int8, person_id int8, screening_id int8, number int4, again_said bool, again jsonb, thanks jsonb, found jsonb, title text,
--      task_hours int4, asks bool
SELECT a.id, a.person_id, s.id, a.number, a.again_said, q.again, s.thanks, s.found, s.title, s.task_hours, s.state <> 'ended'
  FROM screening_ask a
  JOIN screening_person p ON p.id = a.person_id
  JOIN screening s ON s.id = p.screening_id
  JOIN screening_question q ON q.screening_id = s.id AND q.number = a.number
  JOIN message m ON m.id = a.message_id
  LEFT JOIN outbox o ON o.id = m.outbox_id
 CROSS JOIN LATERAL (SELECT coalesce(o.sent_at, m.sent_at, m.at) AS at) l
 WHERE a.patient_id = :patient_id AND a.tries > 0 AND a.state IN ('planned', 'open', 'silent', 'nurse')
   AND (m.state NOT IN ('held', 'queued', 'failed', 'cancelled') OR a.tries > 1)
   AND m.at <= :'at'::timestamptz + interval '1 minute' AND l.at <= :'at'::timestamptz + interval '1 minute'
   AND l.at > :'at'::timestamptz - make_interval(days => :days)
   AND NOT EXISTS (SELECT FROM checkin c WHERE c.patient_id = :patient_id AND c.asked_at > l.at AND c.asked_at <= :'at'::timestamptz + interval '1 minute'
	AND c.asked_at > :'at'::timestamptz - make_interval(hours => :hours))
   AND NOT EXISTS (SELECT FROM message x LEFT JOIN outbox xo ON xo.id = x.outbox_id
	WHERE x.thread_id = :thread_id AND x.direction = 'out' AND (x.kind = 'nurse' AND NOT x.to_several OR x.question = 'symptoms')
	  AND x.state NOT IN ('held', 'queued', 'failed', 'cancelled') AND x.at <= :'at'::timestamptz
	  AND coalesce(xo.sent_at, x.sent_at, x.at) > l.at AND coalesce(xo.sent_at, x.sent_at, x.at) <= :'at'::timestamptz)
 ORDER BY l.at DESC, a.id DESC LIMIT 1;
