-- What is late, by facility and step: what a person decides about first.
-- in:
-- out: many place_id int8, place_name text, zone text, step text, state text, many int8, due_at timestamptz, late_until timestamptz
SELECT place_id, place_name, zone, step, state, many, due_at, late_until FROM reminder_late_list()
 ORDER BY state, late_until, place_name, step LIMIT 200;
