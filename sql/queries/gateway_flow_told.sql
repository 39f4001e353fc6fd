-- The flows of the workspace, [{"uuid", "name", "archived"}]: what is not among them is gone.  What is as before is not written.
-- in:  flows jsonb
-- out: none
WITH told AS (
	SELECT DISTINCT ON (uuid) uuid, left(name, 200) AS name, archived
	  FROM jsonb_to_recordset(:'flows'::jsonb) AS t (uuid uuid, name text, archived boolean) WHERE name <> ''
), gone AS (
	DELETE FROM gateway_flow f WHERE NOT EXISTS (SELECT FROM told t WHERE t.uuid = f.uuid)
)
INSERT INTO gateway_flow AS f (uuid, name, archived) SELECT uuid, name, archived FROM told
    ON CONFLICT (uuid) DO UPDATE SET name = excluded.name, archived = excluded.archived
 WHERE (f.name, f.archived) <> (excluded.name, excluded.archived);
