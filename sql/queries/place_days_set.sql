-- Other days of the week, unless somebody has changed the facility meanwhile.
-- in:  id int8, version int4, open_days text
-- out: one id int8
UPDATE place SET open_days = :'open_days', version = version + 1
 WHERE id = :id AND version = :version
RETURNING id;
