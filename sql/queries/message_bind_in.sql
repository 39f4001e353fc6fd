-- RapidPro's id of a text that came without one.
-- in:  message_id int8, rapidpro_id text?
-- out: none
UPDATE message SET rapidpro_id = :'rapidpro_id'
 WHERE id = :message_id AND rapidpro_id IS NULL AND :'rapidpro_id'::text IS NOT NULL;
