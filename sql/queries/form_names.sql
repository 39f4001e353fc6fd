-- What the forms of the programme are called.
-- in:
-- out: many name text
SELECT name FROM form ORDER BY name;
