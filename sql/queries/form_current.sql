-- The version of a form that whoever begins it gets; none of one that is retired.
-- in:  name text
-- out: many form_id int8, form_version_id int8, number int4, name text, title text, sha256 text, created_at timestamptz
SELECT f.id, v.id, v.number, f.name, v.title, v.sha256, v.created_at
  FROM form f JOIN form_version v ON v.form_id = f.id
 WHERE f.name = :'name' AND f.retired_at IS NULL
 ORDER BY v.number DESC LIMIT 1;
