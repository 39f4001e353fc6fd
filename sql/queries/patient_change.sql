-- Correct what is known of a patient, unless somebody else has in the meantime.
-- in:  id int8, version int4, number text, given_name text, family_name text, folded text, sex text,
--      birth_date date, birth_estimated bool, language text, phone_owner text, phone_owner_name text,
--      phone2_id int8?, phone2_typed text, phone2_owner_name text,
--      guardian_name text, guardian_relation text, lives_in text, note text
-- out: one id int8
UPDATE patient SET number = :'number', given_name = :'given_name', family_name = :'family_name',
       folded = :'folded', sex = :'sex', birth_date = :'birth_date', birth_estimated = :birth_estimated,
       language = :'language', phone_owner = :'phone_owner', phone_owner_name = :'phone_owner_name',
       phone2_id = :phone2_id, phone2_typed = :'phone2_typed', phone2_owner_name = :'phone2_owner_name',
       guardian_name = :'guardian_name', guardian_relation = :'guardian_relation',
       lives_in = :'lives_in', note = :'note', version = version + 1
 WHERE id = :id AND version = :version
RETURNING id;
