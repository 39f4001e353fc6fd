-- The tasks of these clients.
-- in:  patients int8[], most int4
-- out: many id int8, body json
SELECT t.id, fhir_task(t, task_version_now(t.id), t.changed_at)
  FROM (SELECT * FROM task k WHERE k.patient_id = ANY (:'patients'::int8[]) ORDER BY k.id LIMIT :most) k
  JOIN task t ON t.id = k.id
 ORDER BY t.id;
