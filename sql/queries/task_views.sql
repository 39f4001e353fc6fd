-- The saved filters that somebody sees: her own first.
-- in:  user_id int8
-- out: many id int8, name text, due text, who text, kind text, q text, only_place int8?, place_name text, by_name text, mine bool
SELECT v.id, v.name, v.due, v.who, v.kind, v.q, v.only_place, coalesce(pl.name, ''), coalesce(u.name, ''), v.user_id = :user_id
  FROM task_view v
  LEFT JOIN place pl ON pl.id = v.place_id
  LEFT JOIN app_user u ON u.id = v.user_id
 ORDER BY v.place_id IS NOT NULL, v.name, v.id
 LIMIT 60;
