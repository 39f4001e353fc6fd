-- The list of patients, newest first or as found; after is the last id of the page before.
-- in:  ids int8[]?, state text, after int8?, most int4
-- out: many id int8, given_name text, family_name text, number text, e164 text, phone_owner text,
--      place_name text, zone text, region text, anchor_date date?, enrolment_state text,
--      opted_out bool, failed bool, escalated bool, silent bool, tasks int8,
--      reply_at timestamptz?, reply_reads text, reply_words text
WITH picked AS (
	-- A branch for each view; UNION also keeps the planner from walking all
	-- facilities' rows in the order of their ids.
	SELECT e.patient_id AS id FROM enrolment e
	 WHERE :'state' IN ('active', 'finished') AND e.state = :'state' AND NOT EXISTS (SELECT FROM enrolment n
	WHERE n.patient_id = e.patient_id AND n.place_id = e.place_id AND n.id > e.id)
	UNION
	SELECT e.patient_id FROM enrolment e
	 WHERE :'state' = 'stopped' AND e.state IN ('stopped', 'withdrawn') AND NOT EXISTS (SELECT FROM enrolment n
	WHERE n.patient_id = e.patient_id AND n.place_id = e.place_id AND n.id > e.id)
	UNION
	SELECT id FROM patient WHERE :'state' = 'stopped' AND opted_out_at IS NOT NULL
	UNION
	SELECT id FROM patient WHERE :'state' = 'all'
), shown AS (
	SELECT id FROM picked
	 WHERE (:'ids'::int8[] IS NULL OR id = ANY (:'ids'::int8[])) AND (:after::int8 IS NULL OR id < :after)
	 ORDER BY id DESC
	 LIMIT :most
)
SELECT p.id, p.given_name, p.family_name, p.number, coalesce(ph.e164, ''), p.phone_owner,
       pl.name, pl.zone, pl.region, e.anchor_date, coalesce(e.state, ''),
       p.opted_out_at IS NOT NULL, coalesce(ph.failed_at IS NOT NULL OR t.failed, false),
       coalesce(w.escalated, false), coalesce(w.silent, false), coalesce(w.tasks, 0),
       m.at, coalesce(m.reads, ''), coalesce(left(m.body, 60), '')
  FROM shown
  JOIN patient p ON p.id = shown.id
  JOIN place pl ON pl.id = p.place_id
  LEFT JOIN LATERAL (SELECT anchor_date, state FROM enrolment WHERE patient_id = p.id
	ORDER BY id DESC LIMIT 1) e ON true
  LEFT JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN thread t ON t.patient_id = p.id
  LEFT JOIN LATERAL (SELECT at, reads, body FROM message WHERE thread_id = t.id AND direction = 'in'
	ORDER BY at DESC, id DESC LIMIT 1) m ON true
  LEFT JOIN LATERAL (SELECT count(*) AS tasks, bool_or(kind = 'escalation') AS escalated,
	bool_or(kind = 'trace') AS silent FROM task WHERE patient_id = p.id AND open) w ON true
 ORDER BY array_position(:'ids'::int8[], p.id), p.id DESC;
