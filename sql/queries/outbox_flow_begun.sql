-- Whether RapidPro has shown a run of the flow that this row starts: of its start, or of its name and number since it left.  And
-- whether its runs were read since it left.
-- in:  outbox_id int8
-- out: one begun bool, told bool
SELECT EXISTS (SELECT FROM run r
                WHERE r.phone_id = o.phone_id AND r.created_at >= o.sent_at - interval '1 minute'
                      + least(g.clock_skew_ms, 0) * interval '1 millisecond'
                  AND (r.outbox_id = o.id OR r.outbox_id IS NULL AND r.flow = gf.name)),
       coalesce(f.read_at > o.sent_at + interval '90 seconds', false)
  FROM outbox o CROSS JOIN gateway g JOIN feed f ON f.name = 'runs' LEFT JOIN gateway_flow gf ON gf.uuid = o.flow_uuid
 WHERE o.id = :outbox_id;
