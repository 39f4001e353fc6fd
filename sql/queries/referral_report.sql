-- What a form says of a visit, by the names that the indicators read (0062_indicators.sql); none if it says of none.
-- in:  report_id int8, zone text
-- out: many seen_at timestamptz, day date, seen_by text, elsewhere bool, found text, grade text, done text
SELECT CASE WHEN v.day = (r.reported_at AT TIME ZONE :'zone')::date THEN r.reported_at
            ELSE local_moment(v.day, '12:00', :'zone') END,
       v.day,
       trim(coalesce(r.fields #>> '{visit,provider}', '')), coalesce(r.fields #>> '{visit,seen_by}' = 'elsewhere', false),
       CASE WHEN r.fields #>> '{ae,described}' = 'yes' THEN coalesce(nullif(r.fields #>> '{ae,code}', ''), 'yes') ELSE 'none' END,
       CASE WHEN r.fields #>> '{ae,described}' = 'yes' THEN coalesce(r.fields #>> '{ae,severity}', '') ELSE '' END,
       coalesce(r.fields #>> '{ae,treatment}', '')
  FROM report r
 CROSS JOIN LATERAL (SELECT coalesce(written_day(r.fields #>> '{visit,visit_date}'), written_day(r.fields #>> '{call,visit_date}'),
                                     (r.reported_at AT TIME ZONE :'zone')::date) AS day) v
 WHERE r.id = :report_id;
