-- What a client is told of.
-- in:  ids int8[], statuses text[], urls text[],
--      walk text, changed text, changed_from timestamptz?, changed_until timestamptz?, after_id int8, after_at timestamptz, most int4, elements text[]
-- out: many as fhir_patient_search
-- use: fhir_behind, fhir_order
SELECT s.id, fhir_part(fhir_subscription(s), :'elements'), s.changed_at
  FROM subscription s
 WHERE (cardinality(:'ids'::int8[]) = 0 OR s.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'statuses'::text[]) = 0 OR s.status = ANY (:'statuses'::text[]))
   AND (cardinality(:'urls'::text[]) = 0 OR s.endpoint = ANY (:'urls'::text[]) OR '' = ANY (:'urls'::text[]))
   AND :fhir_behind
 ORDER BY :fhir_order
 LIMIT :most;
