-- Remember where a form led, so that sending it again does nothing.
-- in:  key uuid, user_id int8, now timestamptz, location text
-- out: none
INSERT INTO once (key, user_id, at, location) VALUES (:'key', :user_id, :'now', :'location');
