-- Whom it is for, in the order of their names: who gets it first, then who does not and why.
-- in:  mailing_id int8
-- out: many thread_id int8?, names text, number text, language text, body text, skipped text, message_id int8?,
--      message_state text, read_by_others bool
SELECT t.id, trim(p.given_name || ' ' || p.family_name), p.number, mp.language, mp.body, mp.skipped,
       mp.message_id, coalesce(m.state, ''),
       p.phone_owner <> 'own' OR EXISTS (SELECT FROM patient o JOIN enrolment e ON e.patient_id = o.id
           WHERE o.phone_id = p.phone_id AND o.id <> p.id AND e.state = 'active')
  FROM mailing_person mp
  JOIN patient p ON p.id = mp.patient_id
  LEFT JOIN thread t ON t.patient_id = mp.patient_id
  LEFT JOIN message m ON m.id = mp.message_id
 WHERE mp.mailing_id = :mailing_id
 ORDER BY mp.skipped <> '', mp.skipped, p.given_name, p.family_name, p.id;
