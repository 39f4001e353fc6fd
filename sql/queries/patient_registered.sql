-- A patient just registered, and how far the first text to him has come.
-- in:  id int8
-- out: one id int8, given_name text, family_name text, number text, version int4, birth_date date, language text,
--      e164 text, phone_typed text, zone text, next_at timestamptz?, message_state text,
--      message_reason text, message_at timestamptz?, sent_at timestamptz?, delivered_at timestamptz?
SELECT p.id, p.given_name, p.family_name, p.number, p.version, p.birth_date, p.language,
       coalesce(ph.e164, ''), p.phone_typed, pl.zone,
       (SELECT min(r.due_at) FROM reminder r WHERE r.enrolment_id = e.id AND r.state = 'planned'),
       coalesce(m.state, ''), coalesce(m.reason, ''), m.at, m.sent_at, m.delivered_at
  FROM patient p
  JOIN place pl ON pl.id = p.place_id
  LEFT JOIN phone ph ON ph.id = p.phone_id
 CROSS JOIN LATERAL (SELECT * FROM enrolment WHERE patient_id = p.id ORDER BY created_at DESC LIMIT 1) e
  LEFT JOIN LATERAL (
	SELECT m.* FROM thread t JOIN message m ON m.thread_id = t.id
	 WHERE t.patient_id = p.id AND m.direction = 'out' AND m.kind = 'automatic'
	 ORDER BY m.at DESC, m.id DESC LIMIT 1) m ON true
 WHERE p.id = :id;
