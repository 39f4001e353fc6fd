-- The versions of a form, the latest first.
-- in:  form_id int8
-- out: many id int8, number int4, title text, created_at timestamptz, by_name text, size int4, drafts int8,
--      reports int8
SELECT v.id, v.number, v.title, v.created_at, coalesce(u.name, ''), octet_length(v.xml), coalesce(n.drafts, 0), coalesce(n.reports, 0)
  FROM form_version v
  LEFT JOIN app_user u ON u.id = v.created_by
  LEFT JOIN form_counts() n ON n.form_version_id = v.id
 WHERE v.form_id = :form_id
 ORDER BY v.number DESC LIMIT 200;
