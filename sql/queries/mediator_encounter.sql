-- What came of what was asked, as the mediator's programs read it.
-- in:  task_id int8
-- out: one id int8, body json
SELECT m.request_id, fhir_encounter(m, t)
  FROM service_request s
  JOIN mediator_request m ON m.request_id = s.id
  JOIN task t ON t.id = s.task_id
 WHERE s.task_id = :task_id;
