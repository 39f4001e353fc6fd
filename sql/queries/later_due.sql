-- Facilities of whose texts the hour has come, and their quiet hours.
-- in:  now timestamptz
-- out: many place_id int8, quiet_from text, quiet_until text, zone text
SELECT pl.id, to_char(pl.quiet_from, 'HH24:MI'), to_char(pl.quiet_until, 'HH24:MI'), pl.zone
  FROM place pl
 WHERE pl.id IN (SELECT place_id FROM outbox WHERE state = 'ready' AND priority = 20 AND run_at <= :'now');
