-- Every table of doses, the countries in order and the latest first.
-- in:
-- out: many id int8, country text, title text, number int4, source text, dated text, checked bool, published_at timestamptz?, published_by text,
--      in_use bool, lines int8, children int8
SELECT v.id, v.country, v.title, v.number, v.source, v.dated, v.checked, v.published_at, coalesce(u.name, ''),
       v.id = dose_in_use(v.country) IS TRUE, (SELECT count(*) FROM dose_line l WHERE l.version_id = v.id), dose_children(v.country)
  FROM dose_version v LEFT JOIN app_user u ON u.id = v.published_by
 ORDER BY v.title, v.country, v.number DESC;
