-- Load a flow; one that has changed is replaced.
-- in:  uuid uuid, name text, type text, expires int4, definition jsonb, results jsonb,
--      moment timestamptz
-- out: one id int8
INSERT INTO sim.flow AS f (uuid, name, type, expires, definition, results, created_on, modified_on)
VALUES (:'uuid', :'name', :'type', :expires, :'definition', :'results', :'moment', :'moment')
    ON CONFLICT (uuid) DO UPDATE
   SET name = excluded.name, type = excluded.type, expires = excluded.expires,
       definition = excluded.definition, results = excluded.results,
       modified_on = CASE WHEN f.definition = excluded.definition THEN f.modified_on
	ELSE excluded.modified_on END
RETURNING id;
