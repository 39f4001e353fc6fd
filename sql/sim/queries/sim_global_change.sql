-- Give a global another value.
-- in:  id int8, value text, moment timestamptz
-- out: none
UPDATE sim.global SET value = :'value', modified_on = :'moment' WHERE id = :id;
