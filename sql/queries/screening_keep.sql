-- Whom a draft asks and when, and what is said at the end.
-- in:  id int8, places int8[], sex text, age_from int4?, age_to int4?, follow text, since text, since_from int4?, since_to int4?, starts_on date?,
--      per_day int4, from_hour text, to_hour text, again_hours int4, again_most int4, task_hours int4, languages text[], thanks text[], found text[]
-- out: none
UPDATE screening
   SET places = :'places', sex = :'sex', age_from = :age_from, age_to = :age_to, follow = :'follow', since = :'since', since_from = :since_from,
       since_to = :since_to, starts_on = :'starts_on', per_day = :per_day, from_hour = :'from_hour'::time, to_hour = :'to_hour'::time,
       again_hours = :again_hours, again_most = :again_most, task_hours = :task_hours, thanks = jsonb_object(:'languages', :'thanks'),
       found = jsonb_object(:'languages', :'found')
 WHERE id = :id;
