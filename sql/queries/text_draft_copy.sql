-- A draft begins with the words of another version.
-- in:  id int8, from_id int8
-- out: none
INSERT INTO text_wording (version_id, name, language, body, programme, changed_at, changed_by)
SELECT :id, w.name, w.language, w.body, w.programme, w.changed_at, w.changed_by FROM text_wording w WHERE w.version_id = :from_id;
