-- The forms that can be begun, each with its latest version.
-- in:
-- out: many name text, form_version_id int8, sha256 text
SELECT f.name, v.id, v.sha256
  FROM form f CROSS JOIN LATERAL (SELECT x.id, x.sha256 FROM form_version x WHERE x.form_id = f.id ORDER BY x.number DESC LIMIT 1) v
 WHERE f.retired_at IS NULL ORDER BY f.name;
