-- What this program has brought before under this name, and whether it said the same.
-- in:  client_id int8, system text, value text, resource text
-- out: one report_id int8, same bool
SELECT b.report_id, b.resource = :'resource'::jsonb - '{resourceType,id,meta,text}'::text[]
  FROM report_brought b
 WHERE b.client_id = :client_id AND b.system = :'system' AND b.value = :'value';
