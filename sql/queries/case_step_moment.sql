-- When so many minutes have passed after a deadline, all of them or those of the facility's service.
-- in:  place_id int8?, due timestamptz, in_service bool, minutes int4
-- out: one at timestamptz
SELECT CASE WHEN :in_service THEN place_service_after(:place_id, :'due', :minutes)
       ELSE :'due'::timestamptz + make_interval(mins => :minutes) END;
