-- The numbers in use that are others than the pack says.
-- in:  workflow text
-- out: many name text, value int4
SELECT e.key, e.value::int
  FROM (SELECT v.plan FROM setting_version v WHERE v.workflow = :'workflow' ORDER BY v.number DESC LIMIT 1) u,
       jsonb_each_text(u.plan) e
 ORDER BY e.key;
