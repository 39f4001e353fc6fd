-- Whoever reads earlier messages is there, and has not seen the newest: those are new to her when she comes to them.
ALTER TABLE presence ADD read_at timestamptz; -- the newest lines
UPDATE presence SET read_at = seen_at;

-- newest: -1 where the newest lines are not shown.
CREATE OR REPLACE FUNCTION presence_look(which bigint, at_ timestamptz, newest bigint)
RETURNS TABLE (seen_before bigint, looked_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public ROWS 1 AS $$
DECLARE
	me constant bigint := my_id();
	there boolean;
BEGIN
	SELECT coalesce(p.last_seen_message, greatest(newest, 0)), p.read_at, p.seen_at IS NOT NULL INTO seen_before, looked_at, there
	  FROM thread t LEFT JOIN presence p ON p.thread_id = t.id AND p.user_id = me
	 WHERE t.id = which AND coalesce(t.place_id = ANY (my_places()), my_role() IN ('nurse', 'supervisor'));
	IF NOT FOUND THEN
		RETURN;
	END IF;
	IF NOT there THEN
		INSERT INTO presence AS p (user_id, thread_id, seen_at, last_seen_message, read_at)
		VALUES (me, which, at_, greatest(newest, 0), CASE WHEN newest >= 0 THEN at_ END)
		    ON CONFLICT (user_id, thread_id) DO UPDATE
		       SET seen_at = at_, last_seen_message = greatest(p.last_seen_message, newest),
		           read_at = CASE WHEN newest >= 0 THEN at_ ELSE p.read_at END;
	ELSE
		UPDATE presence p SET seen_at = at_, last_seen_message = greatest(p.last_seen_message, newest),
		       read_at = CASE WHEN newest >= 0 THEN at_ ELSE p.read_at END
		 WHERE p.user_id = me AND p.thread_id = which;
	END IF;
	PERFORM set_config('synchronous_commit', 'off', true);
	RETURN NEXT;
END $$;
