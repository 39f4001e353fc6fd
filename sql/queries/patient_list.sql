-- The list of patients, newest first or as found; after is the last id of the page before.
-- in:  ids int8[]?, state text, after int8?, most int4
-- out: many id int8, given_name text, family_name text, number text, e164 text, phone_owner text,
--      place_name text, zone text, region text, anchor_date date?, enrolment_state text,
--      opted_out bool, failed bool, escalated bool, silent bool, tasks int8,
--      reply_at timestamptz?, reply_reads text, reply_words text
SELECT p.id, p.given_name, p.family_name, p.number, coalesce(ph.e164, ''), p.phone_owner,
       pl.name, pl.zone, pl.region, p.anchor_date, coalesce(p.state, ''),
       p.opted_out_at IS NOT NULL, coalesce(ph.failed_at IS NOT NULL OR t.failed, false),
       coalesce(w.escalated, false), coalesce(w.silent, false), coalesce(w.tasks, 0),
       m.at, coalesce(m.reads, ''), coalesce(left(m.body, 60), '')
  FROM (SELECT pa.*, e.anchor_date, e.state
	  FROM patient pa
	  LEFT JOIN LATERAL (SELECT anchor_date, state FROM enrolment WHERE patient_id = pa.id
		ORDER BY created_at DESC LIMIT 1) e ON true
	 WHERE (:'ids'::int8[] IS NULL OR pa.id = ANY (:'ids'::int8[]))
	   AND (:after::int8 IS NULL OR pa.id < :after)
	   AND (:'state' = 'all'
	     OR (:'state' = 'stopped' AND (pa.opted_out_at IS NOT NULL OR e.state IN ('stopped', 'withdrawn')))
	     OR e.state = :'state')
	 ORDER BY pa.id DESC
	 LIMIT :most) p
  JOIN place pl ON pl.id = p.place_id
  LEFT JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN thread t ON t.patient_id = p.id
  LEFT JOIN LATERAL (SELECT at, reads, body FROM message WHERE thread_id = t.id AND direction = 'in'
	ORDER BY at DESC, id DESC LIMIT 1) m ON true
  LEFT JOIN LATERAL (SELECT count(*) AS tasks, bool_or(kind = 'escalation') AS escalated,
	bool_or(kind = 'trace') AS silent FROM task WHERE patient_id = p.id AND open) w ON true
 ORDER BY array_position(:'ids'::int8[], p.id), p.id DESC;
