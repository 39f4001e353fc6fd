-- The same of one view of the list.
-- in:  ids int8[], state text, after int8?, most int4
-- out: many as patient_list
SELECT i.id, i.given_name, i.family_name, i.number, i.e164, i.phone_owner, i.place_name, i.zone,
       i.anchor_date, i.enrolment_state, i.opted_out, i.failed, i.escalated, i.silent, i.tasks,
       i.reply_at, i.reply_reads, i.reply_words, (SELECT died_on IS NOT NULL FROM patient WHERE id = i.id)
  FROM patient_lines(ARRAY(
	SELECT f.id FROM unnest(:'ids'::int8[]) AS f (id)
	 WHERE (:after::int8 IS NULL OR f.id < :after)
	   AND (EXISTS (SELECT FROM enrolment e WHERE e.patient_id = f.id AND e.latest
	                   AND (e.state = :'state' OR (:'state' = 'stopped' AND e.state = 'withdrawn')))
	     OR (:'state' = 'stopped'
	         AND EXISTS (SELECT FROM patient p WHERE p.id = f.id AND p.opted_out_at IS NOT NULL)))
	 ORDER BY f.id DESC LIMIT :most)) i
 ORDER BY array_position(:'ids'::int8[], i.id);
