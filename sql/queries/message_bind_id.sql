-- RapidPro's id of the one text of an outbox row.
-- in:  outbox_id int8, rapidpro_id text
-- out: none
UPDATE message SET rapidpro_id = :'rapidpro_id' WHERE outbox_id = :outbox_id AND rapidpro_id IS NULL;
