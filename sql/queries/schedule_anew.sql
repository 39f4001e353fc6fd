-- What of somebody's has not left follows the day it counts from, so many clients at once.
-- in:  most int4, now timestamptz
-- out: one clients int8
SELECT schedule_anew_go(:most, :'now');
