-- The versions of a programme's texts, the latest first.
-- in:  workflow text
-- out: many id int8, number int4, texts int8, changed_at timestamptz, created_by text, published_at timestamptz?,
--      published_by text, reason text
SELECT v.id, v.number, (SELECT count(DISTINCT w.name) FROM text_wording w WHERE w.version_id = v.id), v.changed_at,
       coalesce(c.name, 'aftercarectl'), v.published_at, coalesce(p.name, 'aftercarectl'), v.reason
  FROM text_version v
  LEFT JOIN app_user c ON c.id = v.created_by
  LEFT JOIN app_user p ON p.id = v.published_by
 WHERE v.workflow = :'workflow'
 ORDER BY v.number DESC LIMIT 200;
