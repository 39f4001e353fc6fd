-- The patients that a search found, in its order, of one view of the list; after is the last id of the page before.
-- in:  ids int8[], state text, after int8?, most int4
-- out: many as patient_list
SELECT i.id, i.given_name, i.family_name, i.number, i.e164, i.phone_owner, i.place_name, i.zone, i.region,
       i.anchor_date, i.enrolment_state, i.opted_out, i.failed, i.escalated, i.silent, i.tasks,
       i.reply_at, i.reply_reads, i.reply_words
  FROM (SELECT f.id, f.turn FROM unnest(:'ids'::int8[]) WITH ORDINALITY AS f (id, turn)
         WHERE (:after::int8 IS NULL OR f.id < :after)
           AND (:'state' = 'all'
                OR EXISTS (SELECT FROM enrolment e WHERE e.patient_id = f.id AND e.latest
                              AND (e.state = :'state' OR (:'state' = 'stopped' AND e.state = 'withdrawn')))
                OR (:'state' = 'stopped'
                    AND EXISTS (SELECT FROM patient p WHERE p.id = f.id AND p.opted_out_at IS NOT NULL)))
         ORDER BY f.id DESC LIMIT :most) shown
  JOIN patient_item i ON i.id = shown.id
 ORDER BY shown.turn;
