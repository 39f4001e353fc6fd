-- What a text says in a language by a draft, and what the pack says beside it.
-- in:  version_id int8, name text, language text, body text, programme text?, user_id int8?, now timestamptz
-- out: none
INSERT INTO text_wording (version_id, name, language, body, programme, changed_at, changed_by)
VALUES (:version_id, :'name', :'language', :'body', :'programme', :'now', :user_id)
    ON CONFLICT (version_id, name, language) DO UPDATE
   SET body = excluded.body, programme = excluded.programme, changed_at = excluded.changed_at, changed_by = excluded.changed_by;
