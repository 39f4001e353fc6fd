-- How much work each view of the list holds, by the rules of task_list.
-- in:  now timestamptz, zone text
-- out: one now int8, problems int8, late int8, upcoming int8, done int8
SELECT now_, problems, late, upcoming, done FROM task_tally(:'now', :'zone');
