-- What it says in one language.
-- in:  mailing_id int8, place_id int8, language text, body text
-- out: none
INSERT INTO mailing_text (mailing_id, place_id, language, body) VALUES (:mailing_id, :place_id, :'language', :'body');
