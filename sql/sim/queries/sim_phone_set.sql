-- Change how a phone behaves.
-- in:  urn text, delay_ms int4, fate text, moment timestamptz
-- out: none
WITH set AS (
	INSERT INTO sim.phone (urn, delay_ms, fate, added_on)
	VALUES (:'urn', :delay_ms, :'fate', :'moment')
	    ON CONFLICT (urn) DO UPDATE SET delay_ms = excluded.delay_ms, fate = excluded.fate)
UPDATE sim.message SET next_at = :'moment'
 WHERE urn = :'urn' AND plan[1] = 'delivered' AND next_at IS NOT NULL
   AND (SELECT p.fate FROM sim.phone p WHERE p.urn = :'urn') = 'off' AND :'fate' <> 'off';
