-- The list of patients, newest first; after is the last id of the page before.
-- in:  state text, after int8?, most int4
-- out: many id int8, given_name text, family_name text, number text, e164 text, phone_owner text,
--      place_name text, zone text, anchor_date date?, enrolment_state text,
--      opted_out bool, failed bool, escalated bool, silent bool, tasks int8,
--      reply_at timestamptz?, reply_reads text, reply_words text, died bool
WITH mine AS (
	SELECT unnest(my_places()) AS place_id
), picked AS (
	-- A branch for each view, each a stretch of an index in its order.
	(SELECT e.id FROM mine CROSS JOIN LATERAL (
		SELECT patient_id AS id FROM enrolment
		 WHERE place_id = mine.place_id AND latest AND state = :'state' AND (:after::int8 IS NULL OR patient_id < :after)
		 ORDER BY patient_id DESC LIMIT :most) e
	  WHERE :'state' IN ('active', 'finished'))
	UNION
	SELECT e.patient_id FROM mine JOIN enrolment e ON e.place_id = mine.place_id
	 WHERE :'state' = 'stopped' AND e.latest AND e.state IN ('stopped', 'withdrawn')
	UNION
	SELECT id FROM patient WHERE :'state' = 'stopped' AND opted_out_at IS NOT NULL
	UNION
	(SELECT p.id FROM mine CROSS JOIN LATERAL (
		SELECT id FROM patient
		 WHERE place_id = mine.place_id AND (:after::int8 IS NULL OR id < :after)
		 ORDER BY id DESC LIMIT :most) p
	  WHERE :'state' = 'all')
)
SELECT i.id, i.given_name, i.family_name, i.number, i.e164, i.phone_owner, i.place_name, i.zone,
       i.anchor_date, i.enrolment_state, i.opted_out, i.failed, i.escalated, i.silent, i.tasks,
       i.reply_at, i.reply_reads, i.reply_words, (SELECT died_on IS NOT NULL FROM patient WHERE id = i.id)
  FROM patient_lines(ARRAY(SELECT id FROM picked WHERE :after::int8 IS NULL OR id < :after ORDER BY id DESC LIMIT :most)) i
 ORDER BY i.id DESC;
