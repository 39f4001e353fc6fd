-- Our message that is this one of RapidPro's.
-- in:  rapidpro_id text
-- out: one id int8
SELECT id FROM message WHERE rapidpro_id = :'rapidpro_id'
UNION ALL
SELECT message_id FROM message_past WHERE rapidpro_id = :'rapidpro_id'
LIMIT 1;
