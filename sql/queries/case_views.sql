-- The filters of the queue that somebody has saved, each with how many cases its list has; gone: of a facility that is not hers any more.
-- in:  now timestamptz
-- out: many id int8, name text, state text, severity text, clock text, who text, only_place int8?, place_name text, gone bool, n int8
SELECT v.id, v.name, v.state, v.severity, v.clock, v.who, v.only_place, coalesce(pl.name, ''),
       coalesce(v.only_place <> ALL ((SELECT my_places())::bigint[]), false), coalesce(c.n, 0)
  FROM case_view v
  LEFT JOIN case_view_counts(:'now') c ON c.view_id = v.id
  LEFT JOIN place pl ON pl.id = v.only_place
 ORDER BY v.name, v.id;
