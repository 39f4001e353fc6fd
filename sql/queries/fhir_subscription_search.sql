-- What a client is told of.
-- in:  ids int8[], statuses text[], urls text[], after_id int8, most int4, elements text[]
-- out: many as fhir_patient_search
SELECT s.id, fhir_part(fhir_subscription(s), :'elements')
  FROM subscription s
 WHERE (cardinality(:'ids'::int8[]) = 0 OR s.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'statuses'::text[]) = 0 OR s.status = ANY (:'statuses'::text[]))
   AND (cardinality(:'urls'::text[]) = 0 OR s.endpoint = ANY (:'urls'::text[]))
   AND s.id > :after_id
 ORDER BY s.id LIMIT :most;
