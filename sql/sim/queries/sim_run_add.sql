-- A run that has just begun.
-- in:  uuid uuid, flow_id int8, contact_id int8, start_id int8?, start_params jsonb?, responded bool,
--      created_on timestamptz
-- out: none
INSERT INTO sim.run (uuid, flow_id, contact_id, start_id, params, responded, exit_type,
       created_on, modified_on)
VALUES (:'uuid', :flow_id, :contact_id, :start_id, :'start_params', :responded, 'completed',
       :'created_on', :'created_on');
