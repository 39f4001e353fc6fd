-- Another hour of check-ins, unless somebody has changed the facility meanwhile.
-- in:  id int8, version int4, checkin_time text
-- out: one id int8
UPDATE place SET checkin_time = :'checkin_time'::text::time, version = version + 1
 WHERE id = :id AND version = :version AND kind = 'facility'
RETURNING id;
