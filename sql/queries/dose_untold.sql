-- What is not told after all, and why; the child's page says so.
-- in:  reminder_ids int8[], reasons text[]
-- out: none
UPDATE dose_reminder r SET state = 'skipped', reason = s.reason
  FROM unnest(:'reminder_ids'::int8[], :'reasons'::text[]) AS s (id, reason)
 WHERE r.id = s.id;
