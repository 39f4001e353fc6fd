-- The words in use for a programme's texts, where they are not the pack's own.
-- in:  workflow text
-- out: many name text, language text, body text, programme text?
SELECT w.name, w.language, w.body, w.programme
  FROM text_wording w
 WHERE w.version_id = (SELECT v.id FROM text_version v WHERE v.workflow = :'workflow' AND v.published_at IS NOT NULL
                        ORDER BY v.number DESC LIMIT 1)
 ORDER BY w.name, w.language;
