-- Keep a file until somebody agrees to what it says.
-- in:  kind text, place_id int8, user_id int8, now timestamptz, file_name text, content text, clients int4, unread text
-- out: one id int8
INSERT INTO import (kind, place_id, user_id, at, file_name, content, clients, unread)
VALUES (:'kind', :place_id, :user_id, :'now', :'file_name', :'content', :clients, :'unread')
RETURNING id;
