-- Open tasks that name a form, by the rule that made them.
-- in:  form text
-- out: many rule text, title text, kind text, n int8
SELECT rule, title, kind, n FROM form_tasks() WHERE form = :'form' ORDER BY n DESC, rule, kind;
