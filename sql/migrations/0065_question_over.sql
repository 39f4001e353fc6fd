-- A question that lasted until the next one began had its day: he did not answer in time, and nothing cut it off.
CREATE OR REPLACE FUNCTION delivery_runs(at_ timestamptz)
RETURNS TABLE (message_id bigint, thread_id bigint, patient_id bigint, who text, place_name text, zone text, day integer,
    asked_at timestamptz, ended_at timestamptz, how text, today boolean, today_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = public AS $$
#variable_conflict use_column
BEGIN
	IF my_role() NOT IN ('nurse', 'supervisor') THEN
		RETURN;
	END IF;
	RETURN QUERY
	SELECT m.id, m.thread_id, m.patient_id, trim(p.given_name || ' ' || p.family_name), pl.name, pl.zone, k.day, k.asked_at,
	       r.exited_at, CASE WHEN r.exit_type IS NULL THEN 'unstarted' WHEN over.at IS NOT NULL THEN 'expired' ELSE r.exit_type END,
	       (k.asked_at AT TIME ZONE pl.zone)::date = here.today, n.message_id
	  FROM checkin k
	  JOIN message m ON m.id = k.message_id
	  JOIN outbox o ON o.id = m.outbox_id AND o.kind = 'checkin'
	  JOIN patient p ON p.id = k.patient_id
	  JOIN place pl ON pl.id = k.place_id
	  LEFT JOIN LATERAL (SELECT r.exit_type, r.exited_at, r.put_aside_at, r.responded FROM run r
	                      WHERE r.phone_id = m.phone_id AND r.outbox_id = o.id AND r.created_at > k.asked_at - interval '1 hour'
	                      ORDER BY r.created_at DESC LIMIT 1) r ON true
	-- RapidPro's clock may be another.
	  LEFT JOIN LATERAL (SELECT l.asked_at AS at FROM checkin l
	                      WHERE r.exit_type = 'interrupted' AND l.patient_id = k.patient_id AND l.asked_at > k.asked_at
	                        AND l.asked_at <= r.exited_at + interval '5 minutes' LIMIT 1) over ON true
	 CROSS JOIN LATERAL (SELECT (at_ AT TIME ZONE pl.zone)::date AS today) here
	  LEFT JOIN LATERAL (SELECT t.message_id FROM checkin t JOIN message tm ON tm.id = t.message_id
	                      WHERE t.patient_id = k.patient_id AND t.answer = '' AND tm.state IN ('sent', 'delivered')
	                        AND (t.asked_at AT TIME ZONE pl.zone)::date = here.today AND t.asked_at > k.asked_at
	                      ORDER BY t.asked_at DESC LIMIT 1) n ON (k.asked_at AT TIME ZONE pl.zone)::date <> here.today
	 WHERE k.place_id = ANY (my_places()) AND k.asked_at > at_ - interval '2 days' AND k.answer = '' AND m.set_aside_at IS NULL
	   AND p.opted_out_at IS NULL
	   AND CASE WHEN r.exit_type IS NULL
	       THEN m.rapidpro_id IS NULL AND o.state IN ('accepted', 'done') AND m.state IN ('queued', 'sending')
	            AND k.asked_at < at_ - interval '1 hour'
	            -- The runs were read since: what has not begun by then does not.
	            AND (SELECT f.read_at FROM feed f WHERE f.name = 'runs') > k.asked_at + interval '30 minutes'
	       ELSE r.exit_type IN ('interrupted', 'failed', 'expired') AND NOT r.responded AND r.put_aside_at IS NULL
	            AND m.state IN ('sent', 'delivered') END;
END $$;
