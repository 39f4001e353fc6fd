-- The phones on the page.
-- out: many urn text, name text?, delay_ms int4, fate text, coming int8, waits_in text?
SELECT p.urn, c.name, p.delay_ms, p.fate,
       (SELECT count(*) FROM sim.message m WHERE m.urn = p.urn AND m.direction = 'out'
	AND 'delivered' = ANY (m.plan)),
       (SELECT f.name FROM sim.run r JOIN sim.flow f ON f.id = r.flow_id
	 WHERE r.contact_id = c.id AND r.waits_at IS NOT NULL)
  FROM sim.phone p
  LEFT JOIN sim.urn u ON u.urn = p.urn
  LEFT JOIN sim.contact c ON c.id = u.contact_id
 WHERE p.shown
 ORDER BY p.added_on, p.urn;
