-- A resthook by its slug.
-- in:  slug text
-- out: one id int8
SELECT id FROM sim.resthook WHERE slug = :'slug';
