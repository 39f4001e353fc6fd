-- What has become of an appointment.  answer_id: by his own text.  He came on that day, or today.
-- in:  id int8, status text, answer_id int8?, today bool, now timestamptz
-- out: none
UPDATE appointment a
   SET status = :'status', answer_id = :answer_id, changed_at = :'now', version = a.version + 1,
       missed_at = CASE :'status' WHEN 'missed' THEN :'now' WHEN 'attended' THEN a.missed_at END,
       came_on = CASE :'status' WHEN 'attended' THEN CASE WHEN :today OR a.status = 'missed' THEN (:'now'::timestamptz AT TIME ZONE pl.zone)::date
                      ELSE least(a.day, (:'now'::timestamptz AT TIME ZONE pl.zone)::date) END END,
       asked_at = CASE :'status' WHEN 'booked' THEN NULL ELSE a.asked_at END
  FROM place pl
 WHERE a.id = :id AND pl.id = a.place_id;
