-- A step of the schedule may have an hour of its own, as a reminder at noon to whoever
-- has not answered; it is not moved when the facility's hour of check-ins is.
ALTER TABLE reminder ADD hour time; -- NULL: the facility's hour of check-ins

CREATE OR REPLACE FUNCTION schedule_replan(which bigint, from_moment timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE moved bigint;
BEGIN
	IF my_role() <> 'admin' THEN
		RAISE insufficient_privilege USING MESSAGE = 'only the administrator moves a place''s schedule';
	END IF;
	UPDATE reminder r SET due_at = local_moment(r.due_date, coalesce(r.hour, p.checkin_time), p.zone)
	  FROM place p
	 WHERE p.id = which AND r.place_id = which AND r.state = 'planned'
	   AND local_moment(r.due_date, coalesce(r.hour, p.checkin_time), p.zone) > from_moment
	   AND local_moment(r.due_date, coalesce(r.hour, p.checkin_time), p.zone) <> r.due_at;
	GET DIAGNOSTICS moved = ROW_COUNT;
	RETURN moved;
END $$;
