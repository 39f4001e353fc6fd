-- The versions of a programme's schedule, the latest first; moving are facilities whose men still follow an older one.
-- in:  workflow text
-- out: many id int8, number int4, steps int4, created_at timestamptz, created_by text, changed_at timestamptz,
--      published_at timestamptz?, published_by text, for_all bool, moving int8
SELECT v.id, v.number, jsonb_array_length(v.plan), v.created_at, coalesce(c.name, 'aftercarectl'), v.changed_at,
       v.published_at, coalesce(p.name, 'aftercarectl'), v.for_all, (SELECT count(*) FROM schedule_move m WHERE m.version_id = v.id)
  FROM schedule_version v
  LEFT JOIN app_user c ON c.id = v.created_by
  LEFT JOIN app_user p ON p.id = v.published_by
 WHERE v.workflow = :'workflow'
 ORDER BY v.number DESC LIMIT 100;
