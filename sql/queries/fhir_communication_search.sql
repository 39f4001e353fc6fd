-- Texts of the conversations.
-- in:  ids int8[], patients int8[], identifiers text[], statuses text[], received text, sent text, after_id int8, most int4, elements text[]
-- out: many as fhir_patient_search
SELECT m.id, fhir_part(fhir_communication(m), :'elements')
  FROM message m
 WHERE (cardinality(:'ids'::int8[]) = 0 OR m.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'patients'::int8[]) = 0 OR (m.patient_id = ANY (:'patients'::int8[])
        AND (m.thread_id = ANY (ARRAY(SELECT t.id FROM thread t WHERE t.patient_id = ANY (:'patients'::int8[])))
             OR m.phone_id = ANY (ARRAY(SELECT p.phone_id FROM patient p WHERE p.id = ANY (:'patients'::int8[]))))))
   AND (cardinality(:'identifiers'::text[]) = 0 OR m.rapidpro_id = ANY (:'identifiers'::text[])
        OR ('' = ANY (:'identifiers'::text[]) AND m.rapidpro_id IS NOT NULL))
   AND (cardinality(:'statuses'::text[]) = 0 OR fhir_message_status(m.state) = ANY (:'statuses'::text[]))
   AND (:'received' = '' OR CASE m.direction WHEN 'in' THEN m.at ELSE m.delivered_at END <@ nullif(:'received', '')::tstzmultirange)
   AND (:'sent' = '' OR CASE WHEN m.direction = 'out' THEN m.sent_at END <@ nullif(:'sent', '')::tstzmultirange)
   AND m.id > :after_id
 ORDER BY m.id LIMIT :most;
