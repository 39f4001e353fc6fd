-- RapidPro's id of a text that came without one; and its time, if it had that of a run only.
-- in:  message_id int8, at timestamptz, rapidpro_id text?
-- out: none
UPDATE message SET rapidpro_id = coalesce(rapidpro_id, :'rapidpro_id'),
       at = CASE WHEN by_run THEN :'at' ELSE at END, by_run = false
 WHERE id = :message_id AND (by_run OR (rapidpro_id IS NULL AND :'rapidpro_id'::text IS NOT NULL));
