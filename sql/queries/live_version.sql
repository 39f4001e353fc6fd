-- A number that changes with whatever an open page may show; clocks run by the minute.
-- in:  user_id int8, now timestamptz
-- out: one version int8, minute int8
SELECT coalesce(sum(v.version), 0)::int8, (extract(epoch FROM :'now'::timestamptz) / 60)::int8
  FROM place_version v
 WHERE v.place_id IN (SELECT place_id FROM user_place WHERE user_id = :user_id);
