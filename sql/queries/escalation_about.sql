-- What a new case would be about: the conversation, its client, and his last words.
-- in:  thread_id int8?, patient_id int8?, task_id int8?, zone text
-- out: one thread_id int8?, patient_id int8?, place_id int8?, enrolment_id int8?, place_name text, zone text,
--      name text, number text, message_id int8?, said text, said_at timestamptz?, urgency int4, sign text,
--      open_case int8?
WITH about AS (
	SELECT th.id AS thread_id, th.patient_id, th.place_id, th.phone_id FROM thread th WHERE th.id = :thread_id
	UNION ALL
	SELECT th.id, p.id, p.place_id, p.phone_id FROM patient p LEFT JOIN thread th ON th.patient_id = p.id
	 WHERE :thread_id::int8 IS NULL AND p.id = :patient_id
	UNION ALL
	SELECT t.thread_id, t.patient_id, t.place_id, th.phone_id FROM task t LEFT JOIN thread th ON th.id = t.thread_id
	 WHERE :thread_id::int8 IS NULL AND :patient_id::int8 IS NULL AND t.id = :task_id
)
SELECT a.thread_id, a.patient_id, a.place_id, e.id, coalesce(pl.name, ''), coalesce(pl.zone, :'zone'),
       coalesce(trim(p.given_name || ' ' || p.family_name), ph.e164, ''), coalesce(p.number, ''),
       m.id, coalesce(m.body, ''), m.at, coalesce(m.urgency, 0)::int4, coalesce(m.sign, ''),
       (SELECT min(t.id) FROM task t WHERE t.kind = 'escalation' AND t.open
           AND (t.patient_id = a.patient_id OR (a.patient_id IS NULL AND t.thread_id = a.thread_id)))
  FROM about a
  LEFT JOIN place pl ON pl.id = a.place_id
  LEFT JOIN patient p ON p.id = a.patient_id
  LEFT JOIN phone ph ON ph.id = a.phone_id
  LEFT JOIN LATERAL (SELECT id FROM enrolment x WHERE x.patient_id = a.patient_id
                      ORDER BY (x.state = 'active') DESC, x.created_at DESC LIMIT 1) e ON true
  LEFT JOIN LATERAL (SELECT id, body, at, urgency, sign FROM message x
                      WHERE x.thread_id = a.thread_id AND x.direction = 'in' AND x.reads NOT IN ('fine', 'courtesy')
                      ORDER BY x.at DESC, x.id DESC LIMIT 1) m ON true;
