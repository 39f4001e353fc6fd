-- What the pack has been, the latest first; same is the number of an earlier one that said the same, 0 without one.
-- in:  workflow text
-- out: many id int8, number int4, version text, preset text, since timestamptz, parts int8, same int4
SELECT v.id, v.number, v.version, v.preset, v.since, (SELECT count(*) FROM workflow_part p WHERE p.version_id = v.id),
       coalesce((SELECT max(o.number) FROM workflow_version o WHERE o.workflow = v.workflow AND o.hash = v.hash AND o.number < v.number), 0)
  FROM workflow_version v WHERE v.workflow = :'workflow'
 ORDER BY v.number DESC LIMIT 200;
