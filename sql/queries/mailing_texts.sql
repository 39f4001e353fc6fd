-- What it says, by language.
-- in:  mailing_id int8
-- out: many language text, body text
SELECT language, body FROM mailing_text WHERE mailing_id = :mailing_id ORDER BY language <> 'en', language;
