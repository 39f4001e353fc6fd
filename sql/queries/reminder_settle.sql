-- Reminders that are not sent, and why.
-- in:  reminder_ids int8[], states text[], reasons text[]
-- out: none
UPDATE reminder r SET state = s.state, reason = s.reason
  FROM unnest(:'reminder_ids'::int8[], :'states'::text[], :'reasons'::text[]) AS s (reminder_id, state, reason)
 WHERE r.id = s.reminder_id;
