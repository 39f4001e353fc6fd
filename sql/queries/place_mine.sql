-- The facilities a user works in, and what day it is there.
-- in:  user_id int8, now timestamptz
-- out: many id int8, name text, region text, language text, today date
SELECT p.id, p.name, p.region, p.language, (:'now'::timestamptz AT TIME ZONE p.zone)::date
  FROM user_place up JOIN place p ON p.id = up.place_id
 WHERE up.user_id = :user_id AND p.active AND p.kind = 'facility'
 ORDER BY p.name;
