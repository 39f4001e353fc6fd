-- QuestionnaireResponse: the reports of forms that are filled in, but for their answers.  What is put into a form of another one is none.
-- in:  ids int8[], patients int8[], statuses text[], authored text, forms text[], systems text[], values text[],
--      walk text, changed text, changed_from timestamptz?, changed_until timestamptz?, after_id int8, after_at timestamptz, most int4
-- out: many id int8, form_version_id int8, sha256 text, name text, fields text, head json, changed_at timestamptz
-- use: fhir_behind, fhir_order
SELECT id, form_version_id, sha256, form, fields, head, changed_at FROM (
SELECT r.id, v.id AS form_version_id, v.sha256, r.form, r.fields::text, fhir_response(r, b, v.number) AS head, r.updated_at AS changed_at
  FROM report r JOIN form_version v ON v.id = r.form_version_id LEFT JOIN report_brought b ON b.report_id = r.id
 WHERE r.parent_id IS NULL
   AND (cardinality(:'ids'::int8[]) = 0 OR r.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'patients'::int8[]) = 0 OR r.patient_id = ANY (:'patients'::int8[]))
   AND (cardinality(:'statuses'::text[]) = 0 OR fhir_response_status(r, b) = ANY (:'statuses'::text[]))
   AND (:'authored' = '' OR coalesce(b.authored, tstzrange(r.reported_at, r.reported_at, '[]')) && nullif(:'authored', '')::tstzmultirange)
   AND (cardinality(:'forms'::text[]) = 0 OR 'urn:aftercare:questionnaire:' || r.form = ANY (:'forms'::text[])
        OR 'urn:aftercare:questionnaire:' || r.form || '|' || v.number = ANY (:'forms'::text[]))
   AND (cardinality(:'values'::text[]) = 0 OR r.id = ANY (ARRAY(
       SELECT n.report_id FROM unnest(:'systems'::text[], :'values'::text[]) a (system, value)
         JOIN report_brought n ON n.value = a.value AND (a.system = '*' OR n.system = a.system)
        UNION ALL
       SELECT n.report_id FROM unnest(:'systems'::text[], :'values'::text[]) a (system, value)
         JOIN report_brought n ON n.system = a.system WHERE a.value = '' AND n.value IS NOT NULL)))
) found
 WHERE :fhir_behind
 ORDER BY :fhir_order LIMIT :most;
