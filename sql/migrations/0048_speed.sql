-- Note that whoever asks looks at a conversation; what had been seen before comes back.  As an INSERT of the site's, with
-- row security for each of its parts, it took twice as long.  Nobody is told that a look was noted, and nobody waits until
-- it is on the disk.
CREATE FUNCTION presence_look(which bigint, at_ timestamptz, newest bigint)
RETURNS TABLE (seen_before bigint, looked_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public ROWS 1 AS $$
DECLARE
	me constant bigint := my_id();
BEGIN
	SELECT coalesce(p.last_seen_message, newest), p.seen_at INTO seen_before, looked_at
	  FROM thread t LEFT JOIN presence p ON p.thread_id = t.id AND p.user_id = me
	 WHERE t.id = which AND coalesce(t.place_id = ANY (my_places()), my_role() IN ('nurse', 'supervisor'));
	IF NOT FOUND THEN
		RETURN;
	END IF;
	IF looked_at IS NULL THEN
		INSERT INTO presence AS p (user_id, thread_id, seen_at, last_seen_message) VALUES (me, which, at_, newest)
		    ON CONFLICT (user_id, thread_id) DO UPDATE
		       SET seen_at = at_, last_seen_message = greatest(p.last_seen_message, newest);
	ELSE
		UPDATE presence p SET seen_at = at_, last_seen_message = greatest(p.last_seen_message, newest)
		 WHERE p.user_id = me AND p.thread_id = which;
	END IF;
	PERFORM set_config('synchronous_commit', 'off', true);
	RETURN NEXT;
END $$;
REVOKE EXECUTE ON FUNCTION presence_look(bigint, timestamptz, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION presence_look(bigint, timestamptz, bigint) TO aftercare_site;

-- A reminder is written once more, when it leaves: where its page has room for that, the page behind is not written too.
ALTER TABLE reminder SET (fillfactor = 90);
