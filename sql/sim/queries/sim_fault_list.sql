-- Every switch that is or was set.
-- out: many name text, endpoint text, next_calls int4, permille int4, amount int4, fired int8
SELECT name, endpoint, next_calls, round(probability * 1000)::int, amount, fired
  FROM sim.fault ORDER BY name, endpoint;
