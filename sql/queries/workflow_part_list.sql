-- The parts of a kind of a pack.
-- in:  id int8, kind text
-- out: many name text, body text
SELECT p.name, p.body FROM workflow_part p WHERE p.version_id = :id AND p.kind = :'kind' ORDER BY p.name;
