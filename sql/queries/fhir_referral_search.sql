-- ServiceRequest: who is to be seen somewhere, and what others ask of us.
-- in:  ids int8[], patients int8[], statuses text[], authored text[], systems text[], values text[],
--      walk text, changed text, changed_from timestamptz?, changed_until timestamptz?, after_id int8, after_at timestamptz, most int4, elements text[]
-- out: many as fhir_patient_search
-- use: fhir_behind, fhir_order
SELECT x.id, fhir_part(CASE WHEN x.task IS NULL THEN fhir_service_request(x.referral) ELSE fhir_request(x.request, x.task) END, :'elements'), x.changed_at
  FROM ((
	SELECT k.id, k.changed_at, k.r AS referral, NULL::service_request AS request, NULL::task AS task
	  FROM (SELECT r.id, fhir_referral_changed(r) AS changed_at, r FROM referral r
		 WHERE r.patient_id IS NOT NULL
		   AND (cardinality(:'ids'::int8[]) = 0 OR r.id = ANY (:'ids'::int8[]))
		   AND (cardinality(:'patients'::int8[]) = 0 OR r.patient_id = ANY (:'patients'::int8[]))
		   AND (cardinality(:'statuses'::text[]) = 0 OR fhir_referral_status(r) = ANY (:'statuses'::text[]))
		   AND (cardinality(:'authored'::text[]) = 0 OR fhir_range_fits(true, r.made_at, r.made_at, :'authored'))
		   AND (cardinality(:'values'::text[]) = 0 OR '!' = ANY (:'values'::text[]))) k
	 WHERE :fhir_behind
	 ORDER BY :fhir_order
	 LIMIT :most
	) UNION ALL (
	SELECT k.id, k.changed_at, NULL, k.s, k.t
	  FROM (SELECT s.id, t.changed_at, s, t FROM service_request s JOIN task t ON t.id = s.task_id
		 WHERE (cardinality(:'ids'::int8[]) = 0 OR s.id = ANY (:'ids'::int8[]))
		   AND (cardinality(:'patients'::int8[]) = 0 OR t.patient_id = ANY (:'patients'::int8[]))
		   AND (cardinality(:'statuses'::text[]) = 0 OR fhir_request_status(t.status) = ANY (:'statuses'::text[]))
		   AND (cardinality(:'authored'::text[]) = 0 OR fhir_moment_fits(s.resource ->> 'authoredOn', :'authored'))
		   AND (cardinality(:'values'::text[]) = 0 OR s.keys && ARRAY(
		       SELECT a.system || '|' || a.value FROM unnest(:'systems'::text[], :'values'::text[]) a (system, value))
		        OR ('!' = ANY (:'values'::text[]) AND s.keys = '{}')
		        OR EXISTS (SELECT FROM unnest(:'systems'::text[], :'values'::text[]) a (system, value), unnest(s.keys) k
		            WHERE a.value = '' AND starts_with(k, a.system || '|')))) k
	 WHERE :fhir_behind
	 ORDER BY :fhir_order
	 LIMIT :most
	)) x
 ORDER BY :fhir_order
 LIMIT :most;
