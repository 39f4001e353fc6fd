-- The words of a ready answer's versions, by language.
-- in:  answer_id int8
-- out: many version_id int8, language text, body text
SELECT x.version_id, x.language, x.body
  FROM answer_text x JOIN answer_version v ON v.id = x.version_id
 WHERE v.answer_id = :answer_id
 ORDER BY v.number DESC, x.language <> 'en', x.language;
