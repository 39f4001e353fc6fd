-- The lines of another version, in a draft that has none.
-- in:  id int8, from_id int8
-- out: none
INSERT INTO dose_line (version_id, vaccine, number, due_n, due_unit, least_n, least_unit, interval_days, latest_n, latest_unit)
SELECT :id, vaccine, number, due_n, due_unit, least_n, least_unit, interval_days, latest_n, latest_unit
  FROM dose_line WHERE version_id = :from_id;
