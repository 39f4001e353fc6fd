-- A missed call.
-- in:  type text, contact_id int8, moment timestamptz
-- out: none
INSERT INTO sim.channel_event (type, contact_id, occurred_on)
VALUES (:'type', :contact_id, :'moment');
