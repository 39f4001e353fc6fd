-- The form that a task opens: the one begun, else the first of its actions that there is, else what is offered for its kind.
-- in:  task_id int8, user_id int8, kinds text[], forms text[]
-- out: one name text
WITH asked (name, place) AS (
	SELECT f.name, -1::int8 FROM form_draft d JOIN form f ON f.id = d.form_id
	 WHERE d.task_id = :task_id AND d.user_id = :user_id
	UNION ALL
	SELECT a.value ->> 'form', a.place FROM task t
	 CROSS JOIN LATERAL jsonb_array_elements(t.actions) WITH ORDINALITY a (value, place)
	 WHERE t.id = :task_id AND t.kind NOT IN ('escalation', 'who')
	UNION ALL
	SELECT o.form, 1000 + o.place FROM task t
	  JOIN unnest(:'kinds'::text[], :'forms'::text[]) WITH ORDINALITY o (kind, form, place) ON o.kind = t.kind
	 WHERE t.id = :task_id AND t.kind NOT IN ('escalation', 'who')
	   AND NOT (starts_with(t.source, 'referral') AND t.patient_id IS NULL AND t.thread_id IS NULL) -- of another facility: there is nobody to ask about
)
SELECT a.name FROM asked a JOIN form f ON f.name = a.name
 WHERE a.place < 0 OR f.retired_at IS NULL
 ORDER BY a.place LIMIT 1;
