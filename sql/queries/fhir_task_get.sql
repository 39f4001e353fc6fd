-- A task as it is.
-- in:  id int8
-- out: one body json, version int8, changed_at timestamptz, patient_id int8?
SELECT fhir_task(t, v.version, t.changed_at), v.version, t.changed_at, t.patient_id
  FROM task t CROSS JOIN LATERAL (SELECT task_version_now(t.id) AS version) v
 WHERE t.id = :id;
