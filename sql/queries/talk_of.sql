-- Whose what comes from a phone is taken to be at this moment, since somebody said so.
-- in:  phone_id int8, at timestamptz
-- out: one patient_id int8, name text, since timestamptz, until timestamptz, by text
SELECT t.patient_id, trim(p.given_name || ' ' || p.family_name), t.since, t.until, u.name
  FROM phone_talk t
  JOIN patient p ON p.id = t.patient_id AND (p.phone_id = t.phone_id OR p.phone2_id = t.phone_id)
  JOIN app_user u ON u.id = t.user_id
 WHERE t.phone_id = :phone_id AND t.since <= :'at' AND t.until > :'at'
 ORDER BY t.since DESC
 LIMIT 1;
