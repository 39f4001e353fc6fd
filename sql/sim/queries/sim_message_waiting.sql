-- Texts that wait to be handled: of each contact the first, once it is idle.
-- in:  moment timestamptz
-- out: many id int8, contact_id int8, contact_status text, text text, run_uuid uuid?, run_flow_id int8?,
--      start_id int8?
SELECT m.id, m.contact_id, c.status, m.text, r.uuid, r.flow_id, r.start_id
  FROM sim.message m
  JOIN sim.contact c ON c.id = m.contact_id
  LEFT JOIN sim.run r ON r.contact_id = c.id AND r.waits_at IS NOT NULL
 WHERE m.direction = 'in' AND m.next_at <= :'moment'
   AND NOT EXISTS (SELECT FROM sim.sprint s WHERE s.contact_id = m.contact_id)
   AND NOT EXISTS (SELECT FROM sim.message e WHERE e.contact_id = m.contact_id
	AND e.direction = 'in' AND e.next_at IS NOT NULL AND e.id < m.id)
 ORDER BY m.id LIMIT 100 FOR UPDATE OF m SKIP LOCKED;
