-- ServiceRequest: who is to be seen somewhere, and what others ask of us.
-- in:  ids int8[], patients int8[], statuses text[], authored text, changed text, systems text[], values text[], after_id int8, most int4,
--      elements text[]
-- out: many as fhir_patient_search
SELECT x.id, fhir_part(x.body, :'elements')
  FROM ((
	SELECT r.id, fhir_service_request(r) AS body
	  FROM referral r
	 WHERE r.patient_id IS NOT NULL
	   AND (cardinality(:'ids'::int8[]) = 0 OR r.id = ANY (:'ids'::int8[]))
	   AND (cardinality(:'patients'::int8[]) = 0 OR r.patient_id = ANY (:'patients'::int8[]))
	   AND (cardinality(:'statuses'::text[]) = 0 OR fhir_referral_status(r) = ANY (:'statuses'::text[]))
	   AND (:'authored' = '' OR r.made_at <@ nullif(:'authored', '')::tstzmultirange)
	   AND (:'changed' = '' OR fhir_referral_changed(r) <@ nullif(:'changed', '')::tstzmultirange)
	   AND cardinality(:'values'::text[]) = 0
	   AND r.id > :after_id
	 ORDER BY r.id LIMIT :most
	) UNION ALL (
	SELECT s.id, fhir_request(s, t)
	  FROM service_request s JOIN task t ON t.id = s.task_id
	 WHERE (cardinality(:'ids'::int8[]) = 0 OR s.id = ANY (:'ids'::int8[]))
	   AND (cardinality(:'patients'::int8[]) = 0 OR t.patient_id = ANY (:'patients'::int8[]))
	   AND (cardinality(:'statuses'::text[]) = 0 OR fhir_request_status(t.status) = ANY (:'statuses'::text[]))
	   AND (:'authored' = '' OR t.created_at <@ nullif(:'authored', '')::tstzmultirange)
	   AND (:'changed' = '' OR t.changed_at <@ nullif(:'changed', '')::tstzmultirange)
	   AND (cardinality(:'values'::text[]) = 0 OR s.keys && ARRAY(
	       SELECT a.system || '|' || a.value FROM unnest(:'systems'::text[], :'values'::text[]) a (system, value))
	        OR EXISTS (SELECT FROM unnest(:'systems'::text[], :'values'::text[]) a (system, value), unnest(s.keys) k
	            WHERE a.value = '' AND starts_with(k, a.system || '|')))
	   AND s.id > :after_id
	 ORDER BY s.id LIMIT :most
	)) x
 ORDER BY x.id LIMIT :most;
