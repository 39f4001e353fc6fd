-- Somebody said whose a text is: what comes next from there is taken to be his, too.
-- in:  phone_id int8, patient_id int8, user_id int8, now timestamptz, until timestamptz
-- out: none
INSERT INTO phone_talk (phone_id, patient_id, place_id, since, until, user_id)
SELECT :phone_id, p.id, p.place_id, :'now', :'until', :user_id FROM patient p WHERE p.id = :patient_id
ON CONFLICT (phone_id, patient_id) DO UPDATE
   SET since = excluded.since, until = excluded.until, user_id = excluded.user_id;
