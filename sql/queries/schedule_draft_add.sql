-- The next version begins as a draft; no row if there is one already.
-- in:  workflow text, plan jsonb, user_id int8?, now timestamptz
-- out: many id int8
INSERT INTO schedule_version (workflow, number, plan, created_at, created_by, changed_at)
SELECT :'workflow', coalesce(max(number), 0) + 1, :'plan', :'now', :user_id, :'now' FROM schedule_version WHERE workflow = :'workflow'
    ON CONFLICT DO NOTHING
RETURNING id;
