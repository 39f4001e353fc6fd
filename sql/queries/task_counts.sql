-- How much work there is in all (0), by the filter of the list (-1), and by each saved one, by the rules of task_list.
-- in:  now timestamptz, zone text, who text, kind text, q text, only_place int8
-- out: many view_id int8, now int8, problems int8, late int8, upcoming int8, done int8
SELECT view_id, now_, problems, late, upcoming, done
  FROM task_tallies(:'now', :'zone', :'who', :'kind', :'q', :only_place);
