-- One message to several.
-- in:  id int8
-- out: one id int8, place_name text, zone text, quiet_from text, quiet_until text, day_from int4, day_to int4,
--      language text, waits text, chosen int4, traces bool, state text, created_at timestamptz, created_by int8, writer text,
--      expires_at timestamptz, decider text, reason text, sent_at timestamptz?
SELECT m.id, pl.name, pl.zone, to_char(pl.quiet_from, 'HH24:MI'), to_char(pl.quiet_until, 'HH24:MI'), m.day_from, m.day_to,
       m.language, m.waits, cardinality(m.chosen), m.traces, m.state, m.created_at, m.created_by, w.name, m.expires_at,
       coalesce(d.name, ''), m.reason, m.sent_at
  FROM mailing m JOIN place pl ON pl.id = m.place_id JOIN app_user w ON w.id = m.created_by LEFT JOIN app_user d ON d.id = m.decided_by
 WHERE m.id = :id;
