-- Does one fault strike now?
-- in:  name text, place text
-- out: one amount int4?
SELECT sim.draw(:'name', :'place');
