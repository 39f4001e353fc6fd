-- The next version, in use from now on; no row if there is one after the one that was seen (0: there was none).
-- in:  workflow text, seen int4, plan jsonb, reason text, user_id int8?, now timestamptz
-- out: many number int4
INSERT INTO setting_version (workflow, number, plan, published_at, published_by, reason)
SELECT :'workflow', :seen + 1, :'plan', :'now', :user_id, :'reason'
 WHERE :seen = (SELECT coalesce(max(v.number), 0) FROM setting_version v WHERE v.workflow = :'workflow')
    ON CONFLICT DO NOTHING
RETURNING number;
