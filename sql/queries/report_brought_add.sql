-- What a program says of a report that it has brought.
-- in:  report_id int8, client_id int8, system text, value text?, resource text, authored_from timestamptz?, authored_until timestamptz?
-- out: none
INSERT INTO report_brought (report_id, client_id, system, value, resource, authored)
VALUES (:report_id, :client_id, :'system', :'value', :'resource'::jsonb - '{resourceType,id,meta,text}'::text[],
	CASE WHEN :'authored_from'::timestamptz IS NOT NULL THEN tstzrange(:'authored_from', :'authored_until') END);
