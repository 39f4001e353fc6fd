-- Numbers of contacts that are not on the page.
-- out: many urn text, name text?
SELECT u.urn, c.name
  FROM sim.urn u JOIN sim.contact c ON c.id = u.contact_id
 WHERE u.urn LIKE 'tel:%'
   AND NOT EXISTS (SELECT FROM sim.phone p WHERE p.urn = u.urn AND p.shown)
 ORDER BY c.modified_on DESC LIMIT 200;
