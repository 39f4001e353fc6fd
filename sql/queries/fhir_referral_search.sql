-- ServiceRequest: who is to be seen somewhere.
-- in:  ids int8[], patients int8[], statuses text[], authored text, after_id int8, most int4, elements text[]
-- out: many as fhir_patient_search
SELECT r.id, fhir_part(fhir_service_request(r), :'elements')
  FROM referral r
 WHERE r.patient_id IS NOT NULL
   AND (cardinality(:'ids'::int8[]) = 0 OR r.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'patients'::int8[]) = 0 OR r.patient_id = ANY (:'patients'::int8[]))
   AND (cardinality(:'statuses'::text[]) = 0 OR fhir_referral_status(r) = ANY (:'statuses'::text[]))
   AND (:'authored' = '' OR r.made_at <@ nullif(:'authored', '')::tstzmultirange)
   AND r.id > :after_id
 ORDER BY r.id LIMIT :most;
