-- A new patient.
-- in:  place_id int8, number text, given_name text, family_name text, folded text, sex text,
--      birth_date date, birth_estimated bool, language text,
--      phone_id int8?, phone_typed text, phone_owner text, phone_owner_name text,
--      phone2_id int8?, phone2_typed text, phone2_owner_name text,
--      guardian_name text, guardian_relation text, lives_in text, note text,
--      now timestamptz, user_id int8
-- out: one id int8
INSERT INTO patient (place_id, number, given_name, family_name, folded, sex, birth_date, birth_estimated,
       language, phone_id, phone_typed, phone_owner, phone_owner_name, phone2_id, phone2_typed,
       phone2_owner_name, guardian_name, guardian_relation, lives_in, note, created_at, created_by)
VALUES (:place_id, :'number', :'given_name', :'family_name', :'folded', :'sex', :'birth_date',
       :birth_estimated, :'language', :phone_id, :'phone_typed', :'phone_owner', :'phone_owner_name',
       :phone2_id, :'phone2_typed', :'phone2_owner_name', :'guardian_name', :'guardian_relation',
       :'lives_in', :'note', :'now', :user_id)
RETURNING id;
