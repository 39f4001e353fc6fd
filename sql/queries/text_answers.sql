-- What ready answers say, by their latest versions: those that are not retired.
-- in:
-- out: many id int8, title text, language text, body text
SELECT a.id, v.title, x.language, x.body
  FROM answer a
  JOIN LATERAL (SELECT * FROM answer_version l WHERE l.answer_id = a.id ORDER BY l.number DESC LIMIT 1) v ON true
  JOIN answer_text x ON x.version_id = v.id
 WHERE a.retired_at IS NULL
 ORDER BY v.title, a.id, x.language
 LIMIT 10000;
