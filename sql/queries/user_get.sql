-- One user.
-- in:  id int8
-- out: one id int8, username text, name text, role text, language text, keys_on bool, active bool,
--      signed_in_at timestamptz?, version int4, mail text, mobile text, texts bool
SELECT id, username, name, role, language, keys_on, active, signed_in_at, version, mail, mobile, texts
  FROM app_user WHERE id = :id;
