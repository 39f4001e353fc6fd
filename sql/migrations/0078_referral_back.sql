-- Two cases that are two again have their referrals again, and whoever was to see the man has the task.
CREATE FUNCTION referral_back(which_case bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
	WITH back AS (
		UPDATE referral r SET ending = '', ended_at = NULL, version = r.version + 1
		 WHERE r.id = (SELECT max(id) FROM referral WHERE case_id = $1) AND r.ending = 'merged'
		   AND NOT EXISTS (SELECT FROM referral o WHERE o.case_id = $1 AND o.ended_at IS NULL)
		   AND ((SELECT my_id()) IS NULL OR r.place_id IS NULL OR r.place_id = ANY (my_places()))
		RETURNING r.task_id
	)
	UPDATE task t SET status = e.from_status, version = t.version + 1, event = 'undone'
	  FROM back CROSS JOIN LATERAL (SELECT v.from_status FROM task_event v WHERE v.task_id = back.task_id AND v.what = 'needless'
	                                 ORDER BY v.id DESC LIMIT 1) e
	 WHERE t.id = back.task_id AND t.status = 'cancelled'
$$;
REVOKE EXECUTE ON FUNCTION referral_back(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION referral_back(bigint) TO aftercare_site;
