-- Who a conversation is with: one patient, or everybody who shares the phone.
-- in:  thread_id int8, now timestamptz
-- out: many id int8, name text, number text, birth_date date, birth_estimated bool, language text, lives_in text,
--      note text, phone_owner_name text, phone2 text, phone2_owner_name text, guardian_name text, enrolment_id int8?,
--      anchor_date date?, method text, next_day int4?, next_at timestamptz?, phone text, shared_with text,
--      report_id int8?, report_form text, report_title text, report_at timestamptz?,
--      paused_until date?, pause_reason text
-- use: thread_person, thread_person_joins
:thread_person
  FROM thread t
  JOIN patient p ON p.id = t.patient_id
    OR (t.kind <> 'patient' AND t.ended_at IS NULL AND (p.phone_id = t.phone_id OR p.phone2_id = t.phone_id))
 :thread_person_joins
 WHERE t.id = :thread_id
 ORDER BY p.id
 LIMIT 8;
