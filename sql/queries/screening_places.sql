-- The facilities that a screening may be for.
-- in:
-- out: many id int8, name text
SELECT p.id, p.name FROM place p WHERE p.kind = 'facility' AND p.active ORDER BY p.name;
