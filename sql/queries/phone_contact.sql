-- RapidPro's contact of a phone, and whether it takes messages.
-- in:  phone_id int8, contact_uuid uuid, stopped bool, now timestamptz
-- out: none
UPDATE phone
   SET contact_uuid = :'contact_uuid',
       stopped_at = CASE WHEN :stopped THEN coalesce(stopped_at, :'now') END
 WHERE id = :phone_id;
