-- Organization or Location: a place.
-- in:  type text, ids int8[], names text[], parents int8[], parent_is text,
--      walk text, changed text, changed_from timestamptz?, changed_until timestamptz?, after_id int8, after_at timestamptz, most int4, elements text[]
-- out: many as fhir_patient_search
-- use: fhir_behind, fhir_order
SELECT p.id, fhir_part(CASE :'type' WHEN 'Location' THEN fhir_location(p) ELSE fhir_organization(p) END, :'elements'), p.changed_at
  FROM place p
 WHERE (cardinality(:'ids'::int8[]) = 0 OR p.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'names'::text[]) = 0 OR (SELECT bool_and(EXISTS (SELECT FROM unnest(string_to_array(one, chr(10))) n WHERE position(' ' || n IN ' ' || lower(p.name)) > 0))
       FROM unnest(:'names'::text[]) one))
   AND (cardinality(:'parents'::int8[]) = 0 OR p.parent_id = ANY (:'parents'::int8[]))
   AND CASE :'parent_is' WHEN 'missing' THEN p.parent_id IS NULL WHEN 'there' THEN p.parent_id IS NOT NULL ELSE true END
   AND :fhir_behind
 ORDER BY :fhir_order
 LIMIT :most;
