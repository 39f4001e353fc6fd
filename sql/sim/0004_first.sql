-- The first of these faults that strikes this call: of the others none is drawn, so
-- that each counts only what it did.
CREATE FUNCTION sim.draw_first(place text, names text[], OUT name text, OUT amount integer)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	FOR name IN SELECT n FROM unnest(names) WITH ORDINALITY u (n, place)
	     WHERE n IN (SELECT f.name FROM sim.fault f WHERE f.next_calls > 0 OR f.probability > 0)
	     ORDER BY u.place LOOP
		amount := sim.draw(name, place);
		IF amount IS NOT NULL THEN
			RETURN;
		END IF;
	END LOOP;
	name := NULL;
END $$;
