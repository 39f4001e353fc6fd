-- Also who begins to write to a number that nobody knows is seen by all, at the next look of their lists.
CREATE OR REPLACE FUNCTION presence_writes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	INSERT INTO place_touch (place_id)
	SELECT coalesce(place_id, 0) FROM thread WHERE id = NEW.thread_id ON CONFLICT DO NOTHING;
	RETURN NULL;
END $$;
