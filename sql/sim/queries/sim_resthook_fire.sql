-- Keep an event of a resthook; an unknown slug is nothing at all.
-- in:  slug text, data jsonb, moment timestamptz
-- out: none
INSERT INTO sim.resthook_event (resthook_id, data, created_on)
SELECT id, :'data', :'moment' FROM sim.resthook WHERE slug = :'slug';
