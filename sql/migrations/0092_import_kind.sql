-- What a file that was brought holds: clients to be registered, or appointments to be booked.
ALTER TABLE import ADD kind text NOT NULL DEFAULT 'clients' CHECK (kind IN ('clients', 'appointments'));

CREATE OR REPLACE FUNCTION import_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO audit (at, user_id, place_id, action, object, object_id, change)
	VALUES (business_now(), my_id(), NEW.place_id, lower(TG_OP), 'import', NEW.id, CASE TG_OP
	    WHEN 'INSERT' THEN jsonb_build_object(NEW.kind, jsonb_build_array(NULL, NEW.clients))
	    ELSE jsonb_build_object(CASE NEW.kind WHEN 'clients' THEN 'registered' ELSE 'appointments_booked' END,
		jsonb_build_array(NULL, NEW.registered)) END);
	RETURN NULL;
END $$;
