-- One of what the pack has been; the numbers of the one before it and of the latest, 0 without one.
-- in:  id int8, workflow text
-- out: one id int8, number int4, version text, preset text, since timestamptz, before_id int8, latest_id int8, latest int4
SELECT v.id, v.number, v.version, v.preset, v.since,
       coalesce((SELECT o.id FROM workflow_version o WHERE o.workflow = v.workflow AND o.number < v.number ORDER BY o.number DESC LIMIT 1), 0),
       l.id, l.number
  FROM workflow_version v
 CROSS JOIN LATERAL (SELECT o.id, o.number FROM workflow_version o WHERE o.workflow = v.workflow ORDER BY o.number DESC LIMIT 1) l
 WHERE v.id = :id AND v.workflow = :'workflow';
