-- A line of a draft, new (id 0) or another than before; no row if it has that dose in another line.  latest_n 0: at any age.
-- in:  id int8, version_id int8, vaccine text, number int4, due_n int4, due_unit text, least_n int4, least_unit text, interval_days int4,
--      latest_n int4, latest_unit text
-- out: many id int8
WITH kept AS (
	UPDATE dose_line SET vaccine = :'vaccine', number = :number, due_n = :due_n, due_unit = :'due_unit', least_n = :least_n,
	       least_unit = :'least_unit', interval_days = :interval_days, latest_n = nullif(:latest_n, 0), latest_unit = :'latest_unit'
	 WHERE id = :id AND version_id = :version_id
	   AND NOT EXISTS (SELECT FROM dose_line o WHERE o.version_id = :version_id AND o.vaccine = :'vaccine' AND o.number = :number AND o.id <> :id)
	RETURNING id
), added AS (
	INSERT INTO dose_line (version_id, vaccine, number, due_n, due_unit, least_n, least_unit, interval_days, latest_n, latest_unit)
	SELECT :version_id, :'vaccine', :number, :due_n, :'due_unit', :least_n, :'least_unit', :interval_days,
	       nullif(:latest_n, 0), :'latest_unit'
	 WHERE :id = 0
	    ON CONFLICT DO NOTHING
	RETURNING id
)
SELECT id FROM kept UNION ALL SELECT id FROM added;
