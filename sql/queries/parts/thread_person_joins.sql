-- Where thread_person finds his place, his phones, his enrolment, his next text and his latest report.
JOIN place pl ON pl.id = p.place_id
  LEFT JOIN phone ph ON ph.id = p.phone_id
  LEFT JOIN phone ph2 ON ph2.id = p.phone2_id
  LEFT JOIN LATERAL (SELECT * FROM enrolment e WHERE e.patient_id = p.id
                      ORDER BY (e.state = 'active') DESC, e.created_at DESC LIMIT 1) e ON true
  LEFT JOIN LATERAL (SELECT day, due_at FROM reminder r
                      WHERE r.enrolment_id = e.id AND r.state = 'planned' AND r.due_at > :'now'
                      ORDER BY due_at LIMIT 1) r ON true
  LEFT JOIN LATERAL (SELECT w.id, w.form, v.title, w.reported_at FROM report w LEFT JOIN form_version v ON v.id = w.form_version_id
                      WHERE w.patient_id = p.id AND w.parent_id IS NULL AND w.phone_id IS NULL AND w.state = 'final'
                      ORDER BY w.reported_at DESC LIMIT 1) w ON true
