-- The forms of the programme, each with its latest version and how much it is in use.
-- in:
-- out: many id int8, name text, title text, number int4, created_at timestamptz, by_name text, retired_at timestamptz?,
--      tasks int8, drafts int8, reports int8
SELECT f.id, f.name, v.title, v.number, v.created_at, coalesce(u.name, ''), f.retired_at,
       coalesce((SELECT sum(k.n) FROM form_tasks() k WHERE k.form = f.name), 0)::int8,
       coalesce(c.drafts, 0)::int8, coalesce(c.reports, 0)::int8
  FROM form f
 CROSS JOIN LATERAL (SELECT * FROM form_version x WHERE x.form_id = f.id ORDER BY x.number DESC LIMIT 1) v
  LEFT JOIN app_user u ON u.id = v.created_by
  LEFT JOIN (SELECT x.form_id, sum(n.drafts) AS drafts, sum(n.reports) AS reports
               FROM form_counts() n JOIN form_version x ON x.id = n.form_version_id GROUP BY x.form_id) c ON c.form_id = f.id
 ORDER BY f.retired_at IS NOT NULL, f.name;
