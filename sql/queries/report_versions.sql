-- What a report said before it was changed, the latest first.
-- in:  report_id int8
-- out: many fields text, said_at timestamptz, by_name text, why text
SELECT v.fields::text, v.said_at, coalesce(u.name, ''), v.why
  FROM report_version v LEFT JOIN app_user u ON u.id = v.said_by
 WHERE v.report_id = :report_id
 ORDER BY v.number DESC LIMIT 100;
