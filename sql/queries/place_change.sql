-- Change a facility, unless somebody else has in the meantime.
-- in:  id int8, version int4, name text, zone text, region text, language text, opens text, closes text,
--      checkin_time text, quiet_from text, quiet_until text, emergency_phone text, active bool, gateway_id int8?
-- out: one id int8
UPDATE place SET name = :'name', zone = :'zone', region = :'region', language = :'language',
       opens = :'opens'::text::time, closes = :'closes'::text::time, checkin_time = :'checkin_time'::text::time,
       quiet_from = :'quiet_from'::text::time, quiet_until = :'quiet_until'::text::time,
       emergency_phone = :'emergency_phone', active = :active, gateway_id = :gateway_id, version = version + 1
 WHERE id = :id AND version = :version AND kind = 'facility'
RETURNING id;
