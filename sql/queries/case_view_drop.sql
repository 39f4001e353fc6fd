-- A saved view of cases is not wanted any more.
-- in:  view_id int8
-- out: one id int8
DELETE FROM case_view WHERE id = :view_id
RETURNING id;
