-- What each version says otherwise than the one before it, the latest first; -1: what the pack says.
-- in:  workflow text
-- out: many number int4, published_at timestamptz, published_by text, name text, was int4, value int4
SELECT v.number, v.published_at, coalesce(u.name, 'aftercarectl'), k.name,
       coalesce((p.plan ->> k.name)::int, -1), coalesce((v.plan ->> k.name)::int, -1)
  FROM setting_version v
  LEFT JOIN setting_version p ON p.workflow = v.workflow AND p.number = v.number - 1
 CROSS JOIN LATERAL jsonb_object_keys(coalesce(p.plan, '{}') || v.plan) AS k (name)
  LEFT JOIN app_user u ON u.id = v.published_by
 WHERE v.workflow = :'workflow' AND v.plan -> k.name IS DISTINCT FROM p.plan -> k.name
 ORDER BY v.number DESC, k.name
 LIMIT 4000;
