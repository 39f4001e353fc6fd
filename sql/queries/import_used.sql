-- What could be registered or booked is; only the other rows are kept.
-- in:  id int8, content text, clients int4, registered int4, now timestamptz, user_id int8
-- out: none
UPDATE import SET content = :'content', clients = :clients, registered = :registered,
       registered_at = :'now', registered_by = :user_id
 WHERE id = :id;
