-- How many parts of each kind a pack has, and what they are called.
-- in:  id int8
-- out: many kind text, parts int8, names text
SELECT p.kind, count(*), string_agg(p.name, ', ' ORDER BY p.name) FROM workflow_part p WHERE p.version_id = :id
 GROUP BY p.kind ORDER BY p.kind;
