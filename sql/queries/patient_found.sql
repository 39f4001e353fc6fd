-- The patients that a search found, in its order; after is the last id of the page before.
-- in:  ids int8[], after int8?, most int4
-- out: many as patient_list
SELECT i.id, i.given_name, i.family_name, i.number, i.e164, i.phone_owner, i.place_name, i.zone,
       i.anchor_date, i.enrolment_state, i.opted_out, i.failed, i.escalated, i.silent, i.tasks,
       i.reply_at, i.reply_reads, i.reply_words, (SELECT died_on IS NOT NULL FROM patient WHERE id = i.id)
  FROM patient_lines(ARRAY(SELECT id FROM unnest(:'ids'::int8[]) id WHERE :after::int8 IS NULL OR id < :after
                            ORDER BY id DESC LIMIT :most)) i
 ORDER BY array_position(:'ids'::int8[], i.id);
