-- The forms that can be filled in, each in the version in use.
-- in:  ids int8[], urls text[], identifiers text[], titles text[],
--      walk text, changed text, changed_from timestamptz?, changed_until timestamptz?, after_id int8, after_at timestamptz, most int4
-- out: many form_id int8, form_version_id int8, number int4, name text, title text, sha256 text, changed_at timestamptz
-- use: fhir_behind, fhir_order
SELECT id, form_version_id, number, name, title, sha256, changed_at FROM (
SELECT f.id, v.id AS form_version_id, v.number, f.name, v.title, v.sha256, v.created_at AS changed_at
  FROM form f
 CROSS JOIN LATERAL (SELECT * FROM form_version v WHERE v.form_id = f.id ORDER BY v.number DESC LIMIT 1) v
 WHERE f.retired_at IS NULL
   AND (cardinality(:'ids'::int8[]) = 0 OR f.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'urls'::text[]) = 0 OR 'urn:aftercare:questionnaire:' || f.name = ANY (:'urls'::text[])
        OR 'urn:aftercare:questionnaire:' || f.name || '|' || v.number = ANY (:'urls'::text[]))
   AND (cardinality(:'identifiers'::text[]) = 0 OR f.name = ANY (:'identifiers'::text[]) OR '' = ANY (:'identifiers'::text[]))
   AND (cardinality(:'titles'::text[]) = 0 OR EXISTS (SELECT FROM unnest(:'titles'::text[]) t WHERE lower(v.title) LIKE replace(replace(t, '\', '\\'), '%', '\%') || '%'))
) found
 WHERE :fhir_behind
 ORDER BY :fhir_order LIMIT :most;
