-- The facilities whose texts leave by whoever asks, and their quiet hours.
-- in:
-- out: many place_id int8, quiet_from text, quiet_until text, zone text
SELECT p.id, to_char(p.quiet_from, 'HH24:MI'), to_char(p.quiet_until, 'HH24:MI'), p.zone FROM place p WHERE p.gateway_id = my_id();
