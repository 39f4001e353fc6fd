-- What is asked for somebody and not over; by one organization, or by any.
-- in:  client_id int8, patient text, organization text
-- out: many request_id int8, subscription_id int8, task_id int8
SELECT m.request_id, m.subscription_id, s.task_id
  FROM mediator_request m
  JOIN service_request s ON s.id = m.request_id
  JOIN task t ON t.id = s.task_id
 WHERE m.client_id = :client_id AND m.patient = :'patient' AND (:'organization' = '' OR m.organization = :'organization') AND t.open
 ORDER BY m.request_id;
