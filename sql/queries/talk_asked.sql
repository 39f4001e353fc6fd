-- Which of those who use a phone were asked how they are, or something in a screening, and have not answered: an answer is one of theirs.
-- in:  phone_id int8, at timestamptz, hours int4
-- out: many patient_id int8
SELECT DISTINCT c.patient_id
  FROM patient p JOIN checkin c ON c.patient_id = p.id
 WHERE (p.phone_id = :phone_id OR p.phone2_id = :phone_id) AND c.answer = ''
   AND c.asked_at <= :'at'::timestamptz + interval '1 minute' AND c.asked_at > :'at'::timestamptz - make_interval(hours => :hours)
 UNION
SELECT p.id FROM patient p JOIN screening_ask a ON a.patient_id = p.id
 WHERE (p.phone_id = :phone_id OR p.phone2_id = :phone_id) AND a.state = 'open' AND a.asked_at <= :'at'::timestamptz + interval '1 minute';
