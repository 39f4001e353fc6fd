-- What a pack says otherwise than another one (0: than none), by kind and name; "" where one of them has no such part.
-- in:  id int8, other int8
-- out: many kind text, name text, was text, body text, added bool, removed bool
SELECT coalesce(n.kind, o.kind), coalesce(n.name, o.name), coalesce(o.body, ''), coalesce(n.body, ''), o.name IS NULL, n.name IS NULL
  FROM (SELECT * FROM workflow_part WHERE version_id = :id) n
  FULL JOIN (SELECT * FROM workflow_part WHERE version_id = :other) o ON o.kind = n.kind AND o.name = n.name
 WHERE o.body IS DISTINCT FROM n.body
 ORDER BY 1, 2 LIMIT 2000;
