-- Whose consent is needed for a patient's follow-up and what each said last: himself, his guardian below that age, and
-- whoever else reads his phone; of nobody any more when it is over.
-- in:  patient_id int8, adult_age int4, now timestamptz
-- out: many who text, needed bool, given bool, version text, language text, how text, name text, at timestamptz?, seen_by text
SELECT w.who,
       EXISTS (SELECT FROM enrolment e WHERE e.patient_id = p.id AND e.state = 'active')
       AND CASE w.who WHEN 'patient' THEN true WHEN 'phone-owner' THEN p.phone_id IS NOT NULL AND p.phone_owner <> 'own'
            ELSE (p.birth_date + make_interval(years => :adult_age))::date > (:'now'::timestamptz AT TIME ZONE pl.zone)::date END,
       coalesce(c.given, false), coalesce(c.version, ''), coalesce(c.language, ''), coalesce(c.how, ''), coalesce(c.name, ''), c.at, coalesce(u.name, '')
  FROM patient p
  JOIN place pl ON pl.id = p.place_id
 CROSS JOIN (VALUES (1, 'patient'), (2, 'guardian'), (3, 'phone-owner')) w (n, who)
  LEFT JOIN LATERAL (SELECT * FROM consent c WHERE c.patient_id = p.id AND c.who = w.who
                      ORDER BY c.written_at DESC, c.id DESC LIMIT 1) c ON true
  LEFT JOIN app_user u ON u.id = c.seen_by
 WHERE p.id = :patient_id
 ORDER BY w.n;
