-- What was signed when he was registered: by himself, by his guardian, by whose phone it is.
-- in:  enrolment_id int8, version text, owner_consent bool, now timestamptz
-- out: none
INSERT INTO consent (enrolment_id, patient_id, place_id, who, given, version, language, how, name, at, seen_by, written_at)
SELECT e.id, e.patient_id, e.place_id, w.who, true, :'version', p.language, 'signed',
       CASE w.who WHEN 'guardian' THEN p.guardian_name WHEN 'phone-owner' THEN p.phone_owner_name ELSE '' END,
       e.consent_at, e.consent_by, :'now'
  FROM enrolment e
  JOIN patient p ON p.id = e.patient_id
 CROSS JOIN (VALUES (1, 'patient'), (2, 'guardian'), (3, 'phone-owner')) w (n, who)
 WHERE e.id = :enrolment_id
   AND CASE w.who WHEN 'guardian' THEN e.guardian_consent WHEN 'phone-owner' THEN :owner_consent ELSE true END
 ORDER BY w.n;
