-- Cases about the same: those that were merged with this one, and open ones of the same man or number that wait for a
-- decision, too.
-- in:  task_id int8, zone text
-- out: many id int8, version int4, merged bool, who text, known bool, words text, severity text, raised_at timestamptz,
--      zone text
WITH me AS MATERIALIZED (
	SELECT t.id, t.patient_id, array_remove(ARRAY[th.phone_id, p.phone_id, p.phone2_id], NULL) AS phones
	  FROM task t
	  LEFT JOIN thread th ON th.id = t.thread_id
	  LEFT JOIN patient p ON p.id = t.patient_id
	 WHERE t.id = :task_id
), other AS (
	SELECT e.task_id AS id FROM me JOIN escalation e ON e.merged_into = me.id
	UNION
	SELECT t.id FROM me JOIN task t ON t.patient_id = me.patient_id WHERE t.open
	UNION
	SELECT t.id FROM me JOIN thread th ON th.phone_id = ANY (me.phones) JOIN task t ON t.thread_id = th.id
	 WHERE t.open AND t.patient_id IS NULL
	UNION
	SELECT t.id FROM me JOIN patient p ON p.phone_id = ANY (me.phones) OR p.phone2_id = ANY (me.phones) JOIN task t ON t.patient_id = p.id
	 WHERE t.open AND me.patient_id IS NULL
)
SELECT t.id, t.version, e.merged_into IS NOT NULL, t.who, t.patient_id IS NOT NULL, t.words, e.severity, e.raised_at,
       coalesce(pl.zone, :'zone')
  FROM other o
  JOIN task t ON t.id = o.id
  JOIN escalation e ON e.task_id = t.id
  LEFT JOIN place pl ON pl.id = t.place_id
 WHERE t.id <> :task_id AND t.kind = 'escalation' AND (e.merged_into IS NOT NULL OR e.decided_at IS NULL)
 ORDER BY e.raised_at, t.id;
