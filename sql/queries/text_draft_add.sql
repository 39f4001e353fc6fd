-- The next version begins as a draft; no row if there is one already.
-- in:  workflow text, user_id int8?, now timestamptz
-- out: many id int8
INSERT INTO text_version (workflow, number, created_at, created_by, changed_at)
SELECT :'workflow', coalesce(max(number), 0) + 1, :'now', :user_id, :'now' FROM text_version WHERE workflow = :'workflow'
    ON CONFLICT DO NOTHING
RETURNING id;
