-- Procedure: what is followed up.
-- in:  ids int8[], patients int8[], done text, after_id int8, most int4, elements text[]
-- out: many as fhir_patient_search
SELECT e.id, fhir_part(fhir_procedure(e), :'elements')
  FROM enrolment e
 WHERE (cardinality(:'ids'::int8[]) = 0 OR e.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'patients'::int8[]) = 0 OR e.patient_id = ANY (:'patients'::int8[]))
   AND (:'done' = '' OR e.anchor_date::timestamp AT TIME ZONE 'UTC' <@ nullif(:'done', '')::tstzmultirange)
   AND e.id > :after_id
 ORDER BY e.id LIMIT :most;
