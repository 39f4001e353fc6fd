-- The first of these faults that strikes this call.
-- in:  place text, names text[]
-- out: one name text?, amount int4?
SELECT name, amount FROM sim.draw_first(:'place', :'names');
