-- Set a contact's language.
-- in:  id int8, language text?
-- out: none
UPDATE sim.contact SET language = :'language' WHERE id = :id;
