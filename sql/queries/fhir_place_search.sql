-- Organization or Location: a place.
-- in:  type text, ids int8[], names text[], parents int8[], after_id int8, most int4, elements text[]
-- out: many as fhir_patient_search
SELECT p.id, fhir_part(CASE :'type' WHEN 'Location' THEN fhir_location(p) ELSE fhir_organization(p) END, :'elements')
  FROM place p
 WHERE (cardinality(:'ids'::int8[]) = 0 OR p.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'names'::text[]) = 0 OR EXISTS (SELECT FROM unnest(:'names'::text[]) n WHERE position(' ' || n IN ' ' || lower(p.name)) > 0))
   AND (cardinality(:'parents'::int8[]) = 0 OR p.parent_id = ANY (:'parents'::int8[]))
   AND p.id > :after_id
 ORDER BY p.id LIMIT :most;
