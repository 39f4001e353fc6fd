-- What a subscription was told of, from one number to another, as far as the client may still read it.
-- in:  id int8, first int8, last int8, most int4
-- out: many number int8, at timestamptz, task_id int8, body json
SELECT e.number, e.made_at, e.task_id, fhir_task(task_as_of(t, v.id), v.id, v.at)
  FROM subscription_events(:id, :first, :last, :most) e
  JOIN task t ON t.id = e.task_id
  JOIN task_event v ON v.id = e.version
 ORDER BY e.number;
