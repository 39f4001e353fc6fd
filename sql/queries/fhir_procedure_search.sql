-- Procedure: what is followed up.
-- in:  ids int8[], patients int8[], done text[],
--      walk text, changed text, changed_from timestamptz?, changed_until timestamptz?, after_id int8, after_at timestamptz, most int4, elements text[]
-- out: many as fhir_patient_search
-- use: fhir_behind, fhir_order
SELECT e.id, fhir_part(fhir_procedure(e), :'elements'), e.changed_at
  FROM enrolment e
 WHERE (cardinality(:'ids'::int8[]) = 0 OR e.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'patients'::int8[]) = 0 OR e.patient_id = ANY (:'patients'::int8[]))
   AND (cardinality(:'done'::text[]) = 0 OR fhir_day_fits(e.anchor_date, false, :'done'))
   AND :fhir_behind
 ORDER BY :fhir_order
 LIMIT :most;
