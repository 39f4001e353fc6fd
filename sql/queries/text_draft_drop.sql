-- A draft is thrown away; no row if it is none.
-- in:  id int8
-- out: many id int8
DELETE FROM text_version WHERE id = :id AND published_at IS NULL RETURNING id;
