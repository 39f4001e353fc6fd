-- Which versions of forms are the files of a pack.
-- in:  id int8
-- out: many form_id int8, name text, number int4
SELECT f.id, f.name, max(x.number)
  FROM workflow_part p
  JOIN form f ON p.name = 'forms/' || f.name || '.xml'
  JOIN form_version x ON x.form_id = f.id AND x.sha256 = p.body
 WHERE p.version_id = :id AND p.kind = 'form'
 GROUP BY f.id, f.name ORDER BY f.name;
