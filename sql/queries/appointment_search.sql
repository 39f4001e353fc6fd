-- Until when somebody who did not come is to be found, in the hours of his facility.
-- in:  id int8, now timestamptz, minutes int4
-- out: one due_at timestamptz, thread_id int8?, enrolment_id int8?
SELECT place_service_after(a.place_id, :'now', :minutes), t.id, e.id
  FROM appointment a
  LEFT JOIN thread t ON t.patient_id = a.patient_id
  LEFT JOIN enrolment e ON e.patient_id = a.patient_id AND e.latest
 WHERE a.id = :id;
