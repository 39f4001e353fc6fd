-- A flow start, accepted.
-- in:  flow_id int8, group_ids int8[], contact_ids int8[], urns text[], start_params jsonb?,
--      restart_participants bool, exclude_active bool, moment timestamptz
-- out: one id int8
INSERT INTO sim.start (flow_id, group_ids, contact_ids, urns, params, restart_participants,
       exclude_active, ignored, index_lag_ms, due_at, created_on, modified_on)
SELECT :flow_id, :'group_ids', :'contact_ids', :'urns', :'start_params', :restart_participants,
       :exclude_active, sim.draw('start_ignored', 'POST flow_starts') IS NOT NULL,
       coalesce(sim.draw('index_lag', 'POST flow_starts'), 0),
       :'moment'::timestamptz + sim.ms(start_ms), :'moment', :'moment'
  FROM sim.setting
RETURNING id;
