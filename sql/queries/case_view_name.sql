-- Another name for a saved view of cases, unless its owner has one of that name.
-- in:  view_id int8, name text
-- out: one id int8
UPDATE case_view v SET name = :'name'
 WHERE id = :view_id
   AND NOT EXISTS (SELECT FROM case_view o WHERE o.user_id = v.user_id AND o.name = :'name' AND o.id <> v.id)
RETURNING id;
