-- By a draft, a text says in a language what the pack says.
-- in:  version_id int8, name text, language text
-- out: none
DELETE FROM text_wording WHERE version_id = :version_id AND name = :'name' AND language = :'language';
