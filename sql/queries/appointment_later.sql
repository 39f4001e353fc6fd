-- What is told when the quiet hours end.
-- in:  reminder_ids int8[], due_ats text[]
-- out: none
UPDATE appointment_reminder r SET due_at = s.due_at::timestamptz
  FROM unnest(:'reminder_ids'::int8[], :'due_ats'::text[]) AS s (id, due_at)
 WHERE r.id = s.id;
