-- Which forms the rules of a version name: [{form, rule, file, line}].
-- in:  version int4, forms jsonb
-- out: none
UPDATE rule_version SET forms = :'forms' WHERE id = :version AND forms IS DISTINCT FROM :'forms'::jsonb;
