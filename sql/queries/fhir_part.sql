-- Of a resource what was asked for.
-- in:  body text, elements text[]
-- out: one body json
SELECT fhir_part(:'body'::json, :'elements');
