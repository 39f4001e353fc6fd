-- The rules in use that name a form in what their tasks ask for.
-- in:  form text
-- out: many rule text, file text, line int4
SELECT DISTINCT u.rule, u.file, u.line
  FROM (SELECT forms FROM rule_version ORDER BY id DESC LIMIT 1) v,
       jsonb_to_recordset(v.forms) u (form text, rule text, file text, line integer)
 WHERE u.form = :'form'
 ORDER BY u.line, u.rule;
