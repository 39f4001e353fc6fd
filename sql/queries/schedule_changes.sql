-- What would change for those in follow-up by another plan.
-- in:  plan jsonb, workflow text, now timestamptz
-- out: one men int8, same int8, moved int8, added int8, gone int8
SELECT men, same, moved, added, gone FROM schedule_changes(:'plan', :'workflow', :'now');
