-- Whether texts about a child may say its first name.
-- in:  id int8, named bool
-- out: none
UPDATE child SET named = :named WHERE id = :id;
