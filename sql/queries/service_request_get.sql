-- What was asked from outside, as it is.
-- in:  id int8
-- out: one task_id int8, client_id int8, body json, version int8, changed_at timestamptz, person text
SELECT s.task_id, s.client_id, fhir_request(s, t), task_version_now(t.id), t.changed_at, s.person
  FROM service_request s JOIN task t ON t.id = s.task_id
 WHERE s.id = :id;
