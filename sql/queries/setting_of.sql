-- The numbers of a version that are others than the pack said.
-- in:  workflow text, number int4
-- out: many name text, value int4
SELECT e.key, e.value::int FROM setting_version v, jsonb_each_text(v.plan) e
 WHERE v.workflow = :'workflow' AND v.number = :number
 ORDER BY e.key;
