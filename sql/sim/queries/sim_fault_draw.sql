-- Which of these faults strike this call.
-- in:  place text, names text[]
-- out: many name text, amount int4
SELECT d.name, d.amount
  FROM (SELECT f.name, sim.draw(f.name, :'place') AS amount
	  FROM (SELECT DISTINCT name FROM sim.fault
		 WHERE name = ANY (:'names') AND (next_calls > 0 OR probability > 0)
		   AND endpoint IN ('', :'place', split_part(:'place', ' ', 1),
		       split_part(:'place', ' ', 2))
		 ORDER BY name) f) d
 WHERE d.amount IS NOT NULL;
