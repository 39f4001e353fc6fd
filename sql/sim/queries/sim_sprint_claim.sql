-- Take due sprints to run: of each contact the first.
-- in:  moment timestamptz, wall timestamptz, until timestamptz
-- out: many id int8
UPDATE sim.sprint s SET leased_until = :'until'
 WHERE s.id IN (
	SELECT d.id FROM sim.sprint d
	 WHERE d.due_at <= :'moment' AND (d.leased_until IS NULL OR d.leased_until < :'wall')
	   AND NOT EXISTS (SELECT FROM sim.sprint e
		WHERE e.contact_id = d.contact_id AND e.id < d.id)
	 ORDER BY d.id LIMIT 50 FOR UPDATE SKIP LOCKED)
RETURNING s.id;
