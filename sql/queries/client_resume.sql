-- Whose token this is: from here row security shows what this client may see, and nothing is done but in the site's role.
-- in:  token_hash text
-- out: one id int8, name text, role text, scopes text, places int8[], too_often bool
SELECT c.id, c.name, c.role, c.scopes, c.places, c.too_often
  FROM client_resume(:'token_hash') c
 WHERE set_config('role', 'aftercare_site', true) IS NOT NULL;
