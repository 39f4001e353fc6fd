-- Texts of the conversations.
-- in:  ids int8[], patients int8[], patient_is text, identifiers text[], statuses text[], received text, sent text,
--      walk text, changed text, changed_from timestamptz?, changed_until timestamptz?, after_id int8, after_at timestamptz, most int4, elements text[]
-- out: many as fhir_patient_search
-- use: fhir_behind, fhir_order
SELECT m.id, fhir_part(fhir_communication(m), :'elements'), m.changed_at
  FROM message m
 WHERE (cardinality(:'ids'::int8[]) = 0 OR m.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'patients'::int8[]) = 0 OR (m.patient_id = ANY (:'patients'::int8[])
        AND (m.thread_id = ANY (ARRAY(SELECT t.id FROM thread t WHERE t.patient_id = ANY (:'patients'::int8[])))
             OR m.phone_id = ANY (ARRAY(SELECT p.phone_id FROM patient p WHERE p.id = ANY (:'patients'::int8[]))))))
   AND CASE :'patient_is' WHEN 'missing' THEN m.patient_id IS NULL WHEN 'there' THEN m.patient_id IS NOT NULL ELSE true END
   AND (cardinality(:'identifiers'::text[]) = 0 OR m.rapidpro_id = ANY (:'identifiers'::text[])
        OR ('' = ANY (:'identifiers'::text[]) AND m.rapidpro_id IS NOT NULL) OR ('!' = ANY (:'identifiers'::text[]) AND m.rapidpro_id IS NULL))
   AND (cardinality(:'statuses'::text[]) = 0 OR fhir_message_status(m.state) = ANY (:'statuses'::text[]))
   AND CASE :'received' WHEN '' THEN true WHEN 'missing' THEN m.direction = 'out' AND m.delivered_at IS NULL
       ELSE CASE m.direction WHEN 'in' THEN m.at ELSE m.delivered_at END <@ nullif(nullif(:'received', ''), 'missing')::tstzmultirange END
   AND CASE :'sent' WHEN '' THEN true WHEN 'missing' THEN m.direction = 'in' OR m.sent_at IS NULL
       ELSE CASE WHEN m.direction = 'out' THEN m.sent_at END <@ nullif(nullif(:'sent', ''), 'missing')::tstzmultirange END
   AND :fhir_behind
 ORDER BY :fhir_order
 LIMIT :most;
