-- Everybody who gets it has a conversation.
-- in:  mailing_id int8
-- out: none
INSERT INTO thread (kind, place_id, patient_id, phone_id)
SELECT 'patient', mp.place_id, mp.patient_id, mp.phone_id
  FROM mailing_person mp
 WHERE mp.mailing_id = :mailing_id AND mp.skipped = '' AND NOT EXISTS (SELECT FROM thread t WHERE t.patient_id = mp.patient_id)
ON CONFLICT DO NOTHING;
