-- A reply, or a text that starts a flow, begins a sprint.
-- in:  kind text, contact_id int8, flow_id int8, run_uuid uuid?, start_id int8?,
--      message_id int8, moment timestamptz
-- out: none
INSERT INTO sim.sprint (kind, contact_id, flow_id, run_uuid, start_id, message_id, at, due_at)
VALUES (:'kind', :contact_id, :flow_id, coalesce(:'run_uuid', gen_random_uuid()), :start_id,
       :message_id, :'moment', :'moment');
