-- Practitioner, PractitionerRole or Device: who has a role here.
-- in:  type text, ids int8[], names text[], roles text[], places int8[], place_is text,
--      walk text, changed text, changed_from timestamptz?, changed_until timestamptz?, after_id int8, after_at timestamptz, most int4, elements text[]
-- out: many as fhir_patient_search
-- use: fhir_behind, fhir_order
SELECT u.id, fhir_part(CASE :'type' WHEN 'Device' THEN fhir_device(u.id, u.name, u.active, u.changed_at)
       WHEN 'Practitioner' THEN fhir_practitioner(u.id, u.name, u.active, u.changed_at)
       ELSE fhir_practitioner_role(u.id, u.name, u.role, u.active, u.changed_at) END, :'elements'), u.changed_at
  FROM app_user u
 WHERE u.role IN ('nurse', 'supervisor') AND u.machine = (:'type' = 'Device')
   AND (cardinality(:'ids'::int8[]) = 0 OR u.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'names'::text[]) = 0 OR (SELECT bool_and(EXISTS (SELECT FROM unnest(string_to_array(one, chr(10))) n WHERE position(' ' || n IN ' ' || lower(u.name)) > 0))
       FROM unnest(:'names'::text[]) one))
   AND (cardinality(:'roles'::text[]) = 0 OR u.role = ANY (:'roles'::text[]))
   AND (cardinality(:'places'::int8[]) = 0 OR EXISTS (SELECT FROM user_place up WHERE up.user_id = u.id AND up.place_id = ANY (:'places'::int8[])))
   AND (:'place_is' = '' OR EXISTS (SELECT FROM user_place up WHERE up.user_id = u.id) = (:'place_is' = 'there'))
   AND :fhir_behind
 ORDER BY :fhir_order
 LIMIT :most;
