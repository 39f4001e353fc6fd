-- A version of a form without its text.
-- in:  form_version_id int8
-- out: one form_id int8, form_version_id int8, number int4, name text, title text, sha256 text, created_at timestamptz
SELECT f.id, v.id, v.number, f.name, v.title, v.sha256, v.created_at
  FROM form_version v JOIN form f ON f.id = v.form_id
 WHERE v.id = :form_version_id;
