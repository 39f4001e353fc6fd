-- How the line is, for a supervisor or the administrator.
-- in:  now timestamptz
-- out: one waiting int8, oldest timestamptz?, unsure int8, reached_since timestamptz?, welcomes int8
SELECT waiting, oldest, unsure, reached_since, welcomes FROM line_health(:'now');
