-- Forms that the rules in use name.
-- in:
-- out: many form text, rule text
SELECT u.form, string_agg(DISTINCT u.rule, ', ' ORDER BY u.rule)
  FROM (SELECT forms FROM rule_version ORDER BY id DESC LIMIT 1) v,
       jsonb_to_recordset(v.forms) u (form text, rule text, file text, line integer)
 WHERE u.form <> ''
 GROUP BY u.form ORDER BY u.form;
