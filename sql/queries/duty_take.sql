-- The rest of his shifts and his open cases are whoever's who has accepted them.
-- in:  id int8, now timestamptz
-- out: one done bool
SELECT duty_take(:id, :'now') IS NOT NULL;
