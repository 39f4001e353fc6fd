-- Who is looked for: minors first, then who is silent longest.  At what hours he answers is asked of those that are shown alone.
-- in:  now timestamptz, adult_age int4, visit_rule text, only_place int8, who text, user_id int8, later bool, show text, only int8,
--      after_grown int4, after_since int8, after_id int8, most int4
-- out: many task_id int8, patient_id int8, thread_id int8?, place_id int8, place_name text, zone text, given_name text, family_name text,
--      number text, minor bool, visit bool, opted_out bool, anchor_date date, last_sign_at timestamptz?, days int4, grown int4,
--      since_rank int8, starts_at timestamptz, e164 text, phone_owner text, phone_owner_name text, owner_id int8?, owner text,
--      attempts int8, last_method text, last_result text, last_at timestamptz?, last_by text, answers int8, best_hour int4,
--      best int8
-- use: trace_silent
WITH silent AS (
	-- One reference: of one man only he is looked at.
	:trace_silent
), shown AS MATERIALIZED (
	SELECT s.*, CASE WHEN minor THEN 0 ELSE 1 END AS grown, (date_part('epoch', since) * 1000000)::int8 AS since_rank
	  FROM silent s
	 WHERE (starts_at > :'now') = :later AND (:only = 0 OR task_id = :only)
	   AND CASE :'show' WHEN 'minors' THEN minor WHEN 'call' THEN NOT visit WHEN 'visit' THEN visit WHEN 'untried' THEN NOT tried ELSE true END
	   AND (CASE WHEN minor THEN 0 ELSE 1 END, (date_part('epoch', since) * 1000000)::int8, task_id)
	       > (:after_grown, :after_since, :after_id)
	 ORDER BY grown, since_rank, task_id
	 LIMIT :most
)
SELECT s.task_id, s.patient_id, s.thread_id, s.place_id, pl.name, s.zone, s.given_name, s.family_name, s.number, s.minor, s.visit,
       s.opted_out, s.anchor_date, s.last_sign_at,
       (:'now'::timestamptz AT TIME ZONE s.zone)::date - (s.since AT TIME ZONE s.zone)::date, s.grown, s.since_rank, s.starts_at, coalesce(h.e164, ''), s.phone_owner,
       s.phone_owner_name, s.owner_id, coalesce(o.name, ''), n.attempts, coalesce(l.method, ''), coalesce(l.result, ''), l.at,
       coalesce(u.name, ''), coalesce(b.answers, 0), coalesce(b.hour, 0), coalesce(b.best, 0)
  FROM shown s
  JOIN place pl ON pl.id = s.place_id
  LEFT JOIN phone h ON h.id = s.phone_id
  LEFT JOIN app_user o ON o.id = s.owner_id
 CROSS JOIN LATERAL (SELECT count(*) AS attempts FROM trace_attempt a
                      WHERE a.patient_id = s.patient_id AND a.at > s.since AND a.withdrawn_at IS NULL) n
  LEFT JOIN LATERAL (SELECT * FROM trace_attempt a WHERE a.patient_id = s.patient_id AND a.at > s.since AND a.withdrawn_at IS NULL
                      ORDER BY a.at DESC, a.id DESC LIMIT 1) l ON true
  LEFT JOIN app_user u ON u.id = l.user_id
  LEFT JOIN LATERAL (
	SELECT k.hour, k.best, k.answers
	  FROM (SELECT hour, (sum(n) OVER ())::int8 AS answers,
	               n + coalesce((lead(n) OVER (ORDER BY hour)) * (lead(hour) OVER (ORDER BY hour) = hour + 1)::int4, 0) AS best
	          FROM (SELECT extract(hour FROM m.at AT TIME ZONE s.zone)::int4 AS hour, count(*) AS n
	                  FROM message m WHERE m.thread_id = s.thread_id AND m.direction = 'in' AND m.patient_id = s.patient_id
	                 GROUP BY 1) by_hour) k
	 ORDER BY k.best DESC, k.hour LIMIT 1) b ON true
 ORDER BY s.grown, s.since_rank, s.task_id;
