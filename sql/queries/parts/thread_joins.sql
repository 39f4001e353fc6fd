-- Where thread_who and thread_hand find the names.
LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN phone ph ON ph.id = CASE WHEN t.kind <> 'patient' THEN t.phone_id END
  LEFT JOIN app_user o ON o.id = t.assigned_to
