-- A referral that is about to change, after its case; nobody else changes it meanwhile.
-- in:  id int8
-- out: one case_id int8, place_id int8?, patient_id int8?, task_id int8?, told text, told_by int8?, told_at timestamptz?, told_note text,
--      seen_by text, seen_place text, followed bool, missed bool, open bool, version int4
SELECT case_id, place_id, patient_id, task_id, told, told_by, told_at, told_note, seen_by, seen_place, followed, missed_at IS NOT NULL,
       ended_at IS NULL, version
  FROM referral WHERE id = :id FOR UPDATE;
