-- Send one SMS.
-- in:  contact_id int8, text text, flow_id int8?, run_uuid uuid?, broadcast_id int8?,
--      intent text?, source text, moment timestamptz
-- out: one id int8
SELECT sim.send(:contact_id, :'text', :flow_id, :'run_uuid', :broadcast_id, :'intent',
       :'source', :'moment');
