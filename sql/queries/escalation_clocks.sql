-- Until when a case of a facility needs somebody to act, and a decision.
-- in:  place_id int8?, now timestamptz, in_service bool, first_minutes int4, decide_minutes int4
-- out: one first_due timestamptz, decide_due timestamptz
SELECT CASE WHEN :in_service THEN place_service_after(:place_id, :'now', :first_minutes)
            ELSE :'now'::timestamptz + make_interval(mins => :first_minutes) END,
       CASE WHEN :in_service THEN place_service_after(:place_id, :'now', :decide_minutes)
            ELSE :'now'::timestamptz + make_interval(mins => :decide_minutes) END;
