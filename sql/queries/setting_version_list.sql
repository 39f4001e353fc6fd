-- The versions of a programme's numbers, the latest first: that one is in use.
-- in:  workflow text
-- out: many id int8, number int4, published_at timestamptz, published_by text, reason text
SELECT v.id, v.number, v.published_at, coalesce(u.name, 'aftercarectl'), v.reason
  FROM setting_version v LEFT JOIN app_user u ON u.id = v.published_by
 WHERE v.workflow = :'workflow'
 ORDER BY v.number DESC LIMIT 200;
