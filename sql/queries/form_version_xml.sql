-- The text of a version of a form.
-- in:  form_version_id int8
-- out: one xml text
SELECT xml FROM form_version WHERE id = :form_version_id;
