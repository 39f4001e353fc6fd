-- Forms of which the pack's file (of what was found last) is not the version that nurses fill in.
-- in:  workflow text
-- out: many name text, form_id int8
SELECT f.name, f.id
  FROM form f
  JOIN LATERAL (SELECT x.sha256 FROM form_version x WHERE x.form_id = f.id ORDER BY x.number DESC LIMIT 1) l ON true
  JOIN workflow_part p ON p.kind = 'form' AND p.name = 'forms/' || f.name || '.xml'
   AND p.version_id = (SELECT v.id FROM workflow_version v WHERE v.workflow = :'workflow' ORDER BY v.number DESC LIMIT 1)
 WHERE f.retired_at IS NULL AND p.body <> l.sha256
 ORDER BY f.name;
