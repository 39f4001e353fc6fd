-- Reminders that are not sent, or not yet, and why.
-- in:  reminder_ids int8[], states text[], reasons text[], late_until text[]
-- out: none
UPDATE reminder r SET state = s.state, reason = s.reason, late_until = coalesce(nullif(s.late_until, '')::timestamptz, r.late_until)
  FROM unnest(:'reminder_ids'::int8[], :'states'::text[], :'reasons'::text[], :'late_until'::text[]) AS s (reminder_id, state, reason, late_until)
 WHERE r.id = s.reminder_id;
