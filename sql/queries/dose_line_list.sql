-- The lines of a table of doses, by their ages.
-- in:  version_id int8
-- out: many id int8, vaccine text, number int4, due_n int4, due_unit text, least_n int4, least_unit text, interval_days int4,
--      latest_n int4, latest_unit text
SELECT id, vaccine, number, due_n, due_unit, least_n, least_unit, interval_days, coalesce(latest_n, 0), latest_unit
  FROM dose_line WHERE version_id = :version_id
 ORDER BY dose_age('2031-01-01', due_n, due_unit), vaccine, number;
