-- Set or clear one field of a contact.
-- in:  id int8, key text, value text?
-- out: none
UPDATE sim.contact
   SET fields = CASE WHEN :'value' IS NULL THEN fields - :'key'
	ELSE fields || jsonb_build_object(:'key', :'value') END
 WHERE id = :id;
