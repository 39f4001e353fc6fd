-- A new ready answer, still without words; or, of the programme's file, the one of this name.
-- in:  name text?, now timestamptz
-- out: one id int8
WITH made AS (
	INSERT INTO answer (name, created_at) VALUES (:'name', :'now') ON CONFLICT (name) DO NOTHING RETURNING id
)
SELECT id FROM made UNION ALL SELECT id FROM answer WHERE name = :'name' LIMIT 1;
