-- Who may come for the texts of a facility.
-- in:  place_id int8, now timestamptz
-- out: many id int8, name text
SELECT id, name FROM sms_gateway_clients(:place_id, :'now');
