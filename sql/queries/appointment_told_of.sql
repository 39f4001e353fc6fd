-- The appointment that a text may answer: of which he was told last, and which is still to come.
-- in:  patient_id int8, at timestamptz
-- out: many id int8
SELECT a.id
  FROM appointment_reminder r
  JOIN appointment a ON a.id = r.appointment_id AND a.at = r.expected
  JOIN message m ON m.id = r.message_id
 WHERE r.patient_id = :patient_id AND r.state = 'sent' AND m.state <> 'cancelled' AND m.at <= :'at'::timestamptz + interval '1 minute'
   AND a.at > :'at' AND a.status IN ('booked', 'confirmed', 'wants-change')
 ORDER BY m.at DESC, r.id DESC LIMIT 1;
