-- A new facility.
-- in:  name text, zone text, region text, language text, opens text, closes text, checkin_time text,
--      quiet_from text, quiet_until text, emergency_phone text
-- out: one id int8
INSERT INTO place (kind, name, zone, region, language, opens, closes, checkin_time, quiet_from, quiet_until,
       emergency_phone)
VALUES ('facility', :'name', :'zone', :'region', :'language', :'opens'::text::time, :'closes'::text::time,
       :'checkin_time'::text::time, :'quiet_from'::text::time, :'quiet_until'::text::time, :'emergency_phone')
RETURNING id;
