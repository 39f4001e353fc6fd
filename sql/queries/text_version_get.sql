-- A version of a programme's texts.
-- in:  id int8, workflow text
-- out: one id int8, number int4, created_at timestamptz, created_by text, changed_at timestamptz, published_at timestamptz?,
--      published_by text, reason text
SELECT v.id, v.number, v.created_at, coalesce(c.name, 'aftercarectl'), v.changed_at, v.published_at, coalesce(p.name, 'aftercarectl'), v.reason
  FROM text_version v
  LEFT JOIN app_user c ON c.id = v.created_by
  LEFT JOIN app_user p ON p.id = v.published_by
 WHERE v.id = :id AND v.workflow = :'workflow';
