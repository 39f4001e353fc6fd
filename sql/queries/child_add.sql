-- A patient's doses are kept from now on, by a country's table.
-- in:  id int8, country text, named bool, consent_on date, now timestamptz, user_id int8
-- out: none
INSERT INTO child (id, place_id, country, named, consent_on, registered_at, registered_by)
SELECT p.id, p.place_id, :'country', :named, :'consent_on', :'now', :user_id FROM patient p WHERE p.id = :id;
