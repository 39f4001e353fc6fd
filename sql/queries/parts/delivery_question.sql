-- A question that has been asked, and what delivery_may_ask looks at.
checkin k
  JOIN message m ON m.id = k.message_id
  JOIN patient p ON p.id = k.patient_id
  JOIN place pl ON pl.id = k.place_id
  JOIN enrolment e ON e.id = k.enrolment_id
  LEFT JOIN phone ph ON ph.id = p.phone_id
