-- Is there anything to do?
-- in:  moment timestamptz, wall timestamptz
-- out: one due bool
SELECT EXISTS (SELECT FROM sim.start WHERE status IN ('pending', 'starting')
	AND due_at <= :'moment')
    OR EXISTS (SELECT FROM sim.broadcast WHERE status = 'queued' AND due_at <= :'moment')
    OR EXISTS (SELECT FROM sim.sprint WHERE due_at <= :'moment'
	AND (leased_until IS NULL OR leased_until < :'wall'))
    OR EXISTS (SELECT FROM sim.message m LEFT JOIN sim.phone p ON p.urn = m.urn
	WHERE m.next_at <= :'moment'
	AND NOT (coalesce(m.plan[1], '') = 'delivered' AND coalesce(p.fate, '') = 'off'))
    OR EXISTS (SELECT FROM sim.run WHERE waits_at IS NOT NULL
	AND (timeout_at <= :'moment' OR expires_at <= :'moment'))
    OR EXISTS (SELECT FROM sim.stray WHERE due_at <= :'moment');
