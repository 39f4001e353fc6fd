-- Faults that a test can have again: with a seed, the n-th time that chance is
-- asked it says the same.  And the line to RapidPro, on which calls are cut.
ALTER TABLE sim.setting ADD COLUMN seed bigint;	-- NULL: by chance
CREATE SEQUENCE sim.chances;
GRANT USAGE ON SEQUENCE sim.chances TO aftercare_sim;

-- From 0 to 1.
CREATE FUNCTION sim.chance() RETURNS double precision LANGUAGE sql VOLATILE AS $$
	SELECT CASE WHEN s.seed IS NULL THEN random()
	       ELSE (hashint8extended(nextval('sim.chances'), s.seed) & 1048575) / 1048576.0 END
	  FROM sim.setting s
$$;

CREATE OR REPLACE FUNCTION sim.draw(which text, place text) RETURNS integer LANGUAGE sql VOLATILE AS $$
	WITH chance AS MATERIALIZED (SELECT sim.chance() AS is),
	struck AS (
		SELECT f.name, f.endpoint FROM sim.fault f, chance
		 WHERE f.name = which AND f.endpoint IN ('', place, split_part(place, ' ', 1),
		       split_part(place, ' ', 2))
		   AND (f.next_calls > 0 OR f.probability > chance.is)
		 ORDER BY f.endpoint DESC LIMIT 1 FOR UPDATE OF f)
	UPDATE sim.fault f
	   SET next_calls = greatest(f.next_calls - 1, 0), fired = f.fired + 1
	  FROM struck s WHERE f.name = s.name AND f.endpoint = s.endpoint
	RETURNING f.amount
$$;
