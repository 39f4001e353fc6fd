-- Who may not get it any more since it was looked at, and why.  Nobody opts out in between: whoever does so comes after.
-- in:  mailing_id int8, now timestamptz, nudge_hours int4
-- out: none
-- use: trace_nudge_not
WITH held AS MATERIALIZED (
	SELECT p.id, p.place_id, p.phone_id, p.opted_out_at
	  FROM mailing_person mp JOIN patient p ON p.id = mp.patient_id
	 WHERE mp.mailing_id = :mailing_id AND mp.skipped = '' AND mp.message_id IS NULL
	 ORDER BY p.id FOR SHARE OF p
), reasons AS (
	SELECT h.id, CASE WHEN h.opted_out_at IS NOT NULL THEN 'stopped'
	                  WHEN h.place_id <> mp.place_id THEN 'moved'
	                  WHEN h.phone_id IS DISTINCT FROM mp.phone_id THEN 'number-changed'
	                  WHEN ph.stopped_at IS NOT NULL THEN 'blocked'
	                  WHEN NOT m.traces AND NOT EXISTS (SELECT FROM enrolment e WHERE e.patient_id = h.id AND e.latest AND e.state = 'active') THEN 'ended'
	                  ELSE
	            :trace_nudge_not END AS why
	  FROM held h
	  JOIN mailing m ON m.id = :mailing_id
	  JOIN patient p ON p.id = h.id
	  JOIN mailing_person mp ON mp.mailing_id = :mailing_id AND mp.patient_id = h.id
	  LEFT JOIN phone ph ON ph.id = h.phone_id
)
UPDATE mailing_person mp SET skipped = r.why
  FROM reasons r
 WHERE mp.mailing_id = :mailing_id AND mp.patient_id = r.id AND r.why <> '';
