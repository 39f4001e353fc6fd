-- Two colleagues who write to the same silent men come one after the other.
-- in:  mailing_id int8
-- out: many id int8
SELECT t.id FROM mailing m JOIN mailing_person mp ON mp.mailing_id = m.id JOIN task t ON t.patient_id = mp.patient_id
 WHERE m.id = :mailing_id AND m.traces AND mp.skipped = '' AND t.open AND t.kind = 'trace'
 ORDER BY t.id FOR UPDATE OF t;
