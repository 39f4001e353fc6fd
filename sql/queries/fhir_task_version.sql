-- A task as it was in one version.
-- in:  id int8, version int8
-- out: one body json, changed_at timestamptz, patient_id int8?
SELECT fhir_task(task_as_of(t, e.id), e.id, e.at), e.at, t.patient_id
  FROM task t JOIN task_event e ON e.task_id = t.id AND e.from_status IS NOT NULL
 WHERE t.id = :id AND e.id = :version;
