-- What was asked of a patient last, before this moment: our check-in, which sign it is, or something by a nurse in her
-- words, to him alone.  He was asked when it left, not when it was written; what waits or failed has asked nothing.
-- What went to several has asked nothing, but for the question that is put to those who are silent.
-- in:  patient_id int8, thread_id int8, at timestamptz, hours int4
-- out: one question text
SELECT coalesce((SELECT q.question FROM (
	(SELECT asked_at AS at, 'checkin' AS question FROM checkin
	  WHERE patient_id = :patient_id AND asked_at <= :'at'::timestamptz + interval '1 minute'
	  ORDER BY asked_at DESC LIMIT 1)
	UNION ALL
	(SELECT l.at, CASE WHEN m.kind = 'nurse' AND m.question <> 'checkin' THEN 'none' ELSE m.question END
	   FROM message m LEFT JOIN outbox o ON o.id = m.outbox_id
	  CROSS JOIN LATERAL (SELECT coalesce(o.sent_at, m.sent_at, m.at) AS at) l
	  WHERE m.thread_id = :thread_id AND m.direction = 'out' AND (m.kind = 'nurse' AND (NOT m.to_several OR m.question = 'checkin') OR m.question = 'symptoms')
	    AND m.state NOT IN ('held', 'queued', 'failed', 'cancelled') AND m.at <= :'at'::timestamptz
	    AND l.at <= :'at'::timestamptz
	  ORDER BY l.at DESC, m.id DESC LIMIT 1)
       ) q WHERE q.at > :'at'::timestamptz - make_interval(hours => :hours)
       ORDER BY q.at DESC LIMIT 1), 'none');
