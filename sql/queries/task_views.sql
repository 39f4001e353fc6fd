-- The saved views that somebody sees, each with how many tasks its list has, by the rules of task_list.
-- in:  now timestamptz, zone text, user_id int8
-- out: many id int8, name text, due text, who text, kind text, q text, place_name text, by_name text, mine bool, n int8
SELECT v.id, v.name, v.due, v.who, v.kind, v.q, v.place_name, v.by_name, v.mine, v.n
  FROM task_views_counted(:'now', :'zone', :user_id) v;
