-- Who is looked for, and until when, in the hours of his facility.
-- in:  id int8, now timestamptz, minutes int4
-- out: one due_at timestamptz, enrolment_id int8?, thread_id int8?
SELECT place_service_after(t.place_id, :'now', :minutes), t.enrolment_id, t.thread_id
  FROM referral r JOIN task t ON t.id = r.case_id WHERE r.id = :id;
