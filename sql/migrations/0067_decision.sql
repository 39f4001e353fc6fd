-- What a supervisor decides of an adverse event: the code of its kind and of when it began, "IN-B", and what is reported at once.
ALTER TABLE escalation
	ADD mark	text NOT NULL DEFAULT '',		-- 'none' or a code of the programme's
	ADD serious	boolean NOT NULL DEFAULT false,
	ADD notifiable	boolean NOT NULL DEFAULT false;
-- Kinds that were words are codes; nobody had asked when it began.
ALTER TABLE escalation DISABLE TRIGGER USER;
UPDATE escalation SET event = CASE event WHEN 'bleeding' THEN 'BL' WHEN 'infection' THEN 'IN' WHEN 'wound-open' THEN 'WD'
    WHEN 'pain' THEN 'PA' ELSE 'OT' END
 WHERE event NOT IN ('', 'none');
ALTER TABLE escalation ENABLE TRIGGER USER;

-- What a decision says of an event is told on the phone, as a form of a call is, until he is seen: a form of that visit tells
-- what was found; where none was filled in, the decision does.
CREATE OR REPLACE VIEW indicator_event WITH (security_invoker = true) AS
SELECT r.patient_id, r.place_id, coalesce(written_day(r.fields #>> '{visit,visit_date}'), (r.reported_at AT TIME ZONE pl.zone)::date) AS day,
       r.form IN ('client_review', 'client_visit') AS confirmed, coalesce(r.fields #>> '{ae,severity}', '') AS severity,
       coalesce(r.fields #>> '{ae,code}', '') AS code, coalesce(r.fields #>> '{ae,who_type}', '') AS kind,
       CASE right(r.fields #>> '{ae,code}', 2) WHEN '-A' THEN 'intraoperative' WHEN '-B' THEN 'postoperative'
            WHEN '-C' THEN 'postoperative' ELSE '' END AS timing,
       coalesce(r.fields ->> 'serious' = 'yes', false) AS serious, coalesce(r.fields ->> 'notifiable' = 'yes', false) AS notifiable,
       coalesce(r.fields #>> '{ae,treatment}', '') AS treatment, coalesce(r.fields #>> '{visit,provider}', '') AS provider,
       r.form AS told_by, r.id AS report_id, NULL::bigint AS task_id
  FROM report r JOIN place pl ON pl.id = r.place_id
 WHERE r.state = 'final' AND r.patient_id IS NOT NULL AND r.form IN ('client_review', 'client_visit', 'potential_ae')
   AND r.fields #>> '{ae,described}' = 'yes'
UNION ALL
SELECT x.patient_id, x.place_id, coalesce(s.day, d.day), s.day IS NOT NULL, x.grade, CASE x.event WHEN 'yes' THEN '' ELSE x.event END, '',
       CASE right(x.event, 2) WHEN '-A' THEN 'intraoperative' WHEN '-B' THEN 'postoperative' WHEN '-C' THEN 'postoperative' ELSE '' END,
       x.serious, x.notifiable, '', '', 'decision', NULL, x.task_id
  FROM escalation x
  JOIN place pl ON pl.id = x.place_id
 CROSS JOIN LATERAL (SELECT (x.decided_at AT TIME ZONE pl.zone)::date AS day) d
 CROSS JOIN LATERAL (SELECT min(v.day) AS day FROM indicator_visit v
                      WHERE v.patient_id = x.patient_id AND v.report_id IS NULL AND v.day BETWEEN d.day AND d.day + 14) s
 WHERE x.decided_at IS NOT NULL AND x.patient_id IS NOT NULL AND x.event NOT IN ('', 'none');
