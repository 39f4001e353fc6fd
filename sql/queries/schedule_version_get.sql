-- A version of a programme's schedule, and the latest that was published.
-- in:  id int8, workflow text
-- out: one id int8, number int4, plan text, edits int4, changed_at timestamptz, tried_edits int4?, tried_at timestamptz?,
--      published_at timestamptz?, published_by text, for_all bool, used_number int4, per_day int4
SELECT v.id, v.number, v.plan::text, v.edits, v.changed_at, v.tried_edits, v.tried_at, v.published_at, coalesce(u.name, 'aftercarectl'), v.for_all,
       coalesce((SELECT max(number) FROM schedule_version o WHERE o.workflow = v.workflow AND o.published_at IS NOT NULL), 0),
       coalesce(v.per_day, 0)
  FROM schedule_version v LEFT JOIN app_user u ON u.id = v.published_by
 WHERE v.id = :id AND v.workflow = :'workflow';
