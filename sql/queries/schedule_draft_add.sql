-- The next version begins as a draft; no row if there is one already.
-- in:  workflow text, plan jsonb, per_day int8?, user_id int8?, now timestamptz
-- out: many id int8
INSERT INTO schedule_version (workflow, number, plan, per_day, created_at, created_by, changed_at)
SELECT :'workflow', coalesce(max(number), 0) + 1, :'plan', :per_day, :'now', :user_id, :'now' FROM schedule_version WHERE workflow = :'workflow'
    ON CONFLICT DO NOTHING
RETURNING id;
