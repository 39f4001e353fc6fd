-- From here row security shows what this client may see; until client_leave().
-- in:  id int8
-- out: one as client_resume
SELECT c.id, c.name, c.role, c.scopes, c.places, c.too_often, (SELECT count(*) FROM text_version v WHERE v.published_at IS NOT NULL) + (SELECT count(*) FROM setting_version)
  FROM client_act(:id) c
 WHERE set_config('role', 'aftercare_site', true) IS NOT NULL AND set_config('plan_cache_mode', 'force_custom_plan', true) IS NOT NULL;
