-- AuditEvent: what others were told, each attempt.
-- in:  ids int8[], patients int8[], patient_is text, agents int8[], agent_is text, links text[], kinds text[], outcomes text[], recorded text,
--      walk text, changed text, changed_from timestamptz?, changed_until timestamptz?, after_id int8, after_at timestamptz, most int4, elements text[]
-- out: many as fhir_patient_search
-- use: fhir_behind, fhir_order
SELECT t.id, fhir_part(fhir_audit_event(t), :'elements'), t.changed_at
  FROM told t
 WHERE (cardinality(:'ids'::int8[]) = 0 OR t.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'patients'::int8[]) = 0 OR t.patient_id = ANY (:'patients'::int8[]))
   AND CASE :'patient_is' WHEN 'missing' THEN t.patient_id IS NULL WHEN 'there' THEN t.patient_id IS NOT NULL ELSE true END
   AND (cardinality(:'agents'::int8[]) = 0 OR t.user_id = ANY (:'agents'::int8[]))
   AND CASE :'agent_is' WHEN 'missing' THEN t.user_id IS NULL WHEN 'there' THEN t.user_id IS NOT NULL ELSE true END
   AND (cardinality(:'links'::text[]) = 0
        OR t.task_id = ANY (ARRAY(SELECT split_part(l, '/', 2)::int8 FROM unnest(:'links'::text[]) l WHERE starts_with(l, 'Task/')))
        OR t.patient_id = ANY (ARRAY(SELECT split_part(l, '/', 2)::int8 FROM unnest(:'links'::text[]) l WHERE starts_with(l, 'Patient/')))
        OR t.subscription_id = ANY (ARRAY(SELECT split_part(l, '/', 2)::int8 FROM unnest(:'links'::text[]) l WHERE starts_with(l, 'Subscription/')))
        OR ('' = ANY (:'links'::text[]) AND num_nonnulls(t.subscription_id, t.patient_id) > 0)
        OR ('!' = ANY (:'links'::text[]) AND num_nonnulls(t.subscription_id, t.patient_id) = 0))
   AND (cardinality(:'kinds'::text[]) = 0 OR t.kind = ANY (:'kinds'::text[]))
   AND (cardinality(:'outcomes'::text[]) = 0 OR t.outcome::text = ANY (:'outcomes'::text[]))
   AND (:'recorded' = '' OR t.at <@ nullif(:'recorded', '')::tstzmultirange)
   AND :fhir_behind
 ORDER BY :fhir_order
 LIMIT :most;
