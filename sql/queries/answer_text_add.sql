-- The words of a version in one language.
-- in:  version_id int8, language text, body text
-- out: none
INSERT INTO answer_text (version_id, language, body) VALUES (:version_id, :'language', :'body');
