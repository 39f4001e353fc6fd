-- Every ready answer, by its latest version: those that are not offered first.
-- in:  today date
-- out: many id int8, title text, day_from int4, day_to int4, sign text, languages text, number int4, created_by text,
--      good_number int4?, good_until date?, approved_by text, retired_at timestamptz?, used int8
SELECT a.id, l.title, l.day_from, l.day_to, l.sign,
       (SELECT string_agg(x.language, ' ' ORDER BY x.language <> 'en', x.language) FROM answer_text x WHERE x.version_id = l.id),
       l.number, coalesce(w.name, ''), g.number, g.good_until, coalesce(c.name, ''),
       a.retired_at, coalesce((SELECT sum(u.n) FROM answer_use u WHERE u.answer_id = a.id), 0)::int8
  FROM answer a
  JOIN LATERAL (SELECT * FROM answer_version v WHERE v.answer_id = a.id ORDER BY v.number DESC LIMIT 1) l ON true
  LEFT JOIN LATERAL (SELECT * FROM answer_version v WHERE v.answer_id = a.id AND v.approved_at IS NOT NULL
                      ORDER BY v.number DESC LIMIT 1) g ON true
  LEFT JOIN app_user w ON w.id = l.created_by
  LEFT JOIN app_user c ON c.id = g.approved_by
 ORDER BY a.retired_at IS NOT NULL, coalesce(g.good_until >= :'today', false), l.title, a.id
 LIMIT 1000;
