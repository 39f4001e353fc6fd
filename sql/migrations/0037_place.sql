-- The hierarchy above a place, as 0025 has it, in a function whose plan is kept: one in SQL
-- is read and planned anew for each place above each place of every form that is shown.
CREATE OR REPLACE FUNCTION rule_place(which bigint, depth integer DEFAULT 0) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
	called text;
	above bigint;
BEGIN
	SELECT p.name, p.parent_id INTO called, above FROM place p WHERE p.id = which;
	IF NOT FOUND THEN
		RETURN NULL;
	END IF;
	RETURN json_strip_nulls(json_build_object('_id', 'place-' || which, 'name', called,
	    'parent', CASE WHEN depth < 8 THEN rule_place(above, depth + 1) END));
END $$;
