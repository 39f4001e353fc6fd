-- One table of doses.
-- in:  id int8
-- out: one id int8, country text, title text, number int4, source text, dated text, checked bool, before_days int4, after_days int4,
--      after_times int4, hour text, published_at timestamptz?, in_use bool, edits int4, children int8
SELECT v.id, v.country, v.title, v.number, v.source, v.dated, v.checked, v.before_days, v.after_days, v.after_times, left(v.hour::text, 5),
       v.published_at, v.id = dose_in_use(v.country) IS TRUE, v.edits, dose_children(v.country)
  FROM dose_version v WHERE v.id = :id;
