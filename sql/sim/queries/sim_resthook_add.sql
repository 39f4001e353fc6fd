-- A resthook, as an administrator makes one.
-- in:  slug text, moment timestamptz
-- out: none
INSERT INTO sim.resthook (slug, created_on) VALUES (:'slug', :'moment')
    ON CONFLICT (slug) DO NOTHING;
