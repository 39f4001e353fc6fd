-- A message to several is begun: nobody gets it before it is looked at.
-- in:  place_id int8, day_from int4, day_to int4, language text, waits text, chosen int8[], traces bool, user_id int8, now timestamptz, expires_at timestamptz
-- out: one id int8
INSERT INTO mailing (place_id, day_from, day_to, language, waits, chosen, traces, created_at, created_by, expires_at)
VALUES (:place_id, :day_from, :day_to, :'language', :'waits', :'chosen'::int8[], :traces, :'now', :user_id, :'expires_at')
RETURNING id;
