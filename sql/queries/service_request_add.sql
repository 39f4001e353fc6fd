-- What was asked of us, with the task that it has become.
-- in:  task_id int8, client_id int8, resource text, keys text[], asker text, reason text, note text, person text
-- out: one id int8
INSERT INTO service_request (task_id, client_id, resource, keys, asker, reason, note, person)
SELECT :task_id, :client_id, :'resource'::jsonb - '{resourceType,id,meta,status,text}'::text[], :'keys', :'asker', :'reason', :'note', :'person'
RETURNING id;
