-- Whose token this is: from here row security shows what this client may see, and nothing is done but in the site's role.
-- Texts is another number when other words or numbers are in use.
-- in:  token_hash text
-- out: one id int8, name text, role text, scopes text, places int8[], too_often bool, texts int8
SELECT c.id, c.name, c.role, c.scopes, c.places, c.too_often, (SELECT count(*) FROM text_version v WHERE v.published_at IS NOT NULL) + (SELECT count(*) FROM setting_version)
  FROM client_resume(:'token_hash') c
 WHERE set_config('role', 'aftercare_site', true) IS NOT NULL;
