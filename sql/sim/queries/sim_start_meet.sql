-- Find or make the contacts that due flow starts name by number.
-- in:  moment timestamptz
-- out: none
WITH met AS (
	SELECT s.id, array_agg(sim.contact_for(u.urn, :'moment')) AS contacts
	  FROM (SELECT id, urns FROM sim.start
		 WHERE status = 'pending' AND due_at <= :'moment' AND urns <> '{}'
		 ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED) s, unnest(s.urns) u (urn)
	 GROUP BY s.id)
UPDATE sim.start s SET contact_ids = s.contact_ids || met.contacts, urns = '{}'
  FROM met WHERE met.id = s.id;
