-- What this program has asked for before under one of these names, and whether it asked for the same.
-- in:  client_id int8, keys text[], resource text, but int8
-- out: one id int8, same bool
SELECT s.id, s.resource = :'resource'::jsonb - '{resourceType,id,meta,status,text}'::text[]
  FROM service_request s
 WHERE s.client_id = :client_id AND s.id <> :but AND s.keys && :'keys'
 ORDER BY s.id LIMIT 1;
