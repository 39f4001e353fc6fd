-- The words of one version, with who wrote them.
-- in:  version_id int8
-- out: many name text, language text, body text, programme text?, changed_at timestamptz, changed_by text
SELECT w.name, w.language, w.body, w.programme, w.changed_at, coalesce(u.name, 'aftercarectl')
  FROM text_wording w LEFT JOIN app_user u ON u.id = w.changed_by
 WHERE w.version_id = :version_id
 ORDER BY w.name, w.language;
