-- Who is on duty at the facilities that are asked for; one where nobody is has one row without a name.
SELECT p.id, p.name, p.zone, u.id, coalesce(u.name, ''), d.ends_at,
       EXISTS (SELECT FROM duty_shift s WHERE s.place_id = p.id AND s.ends_at > :'now'::timestamptz - interval '7 days')
  FROM asked a
  JOIN place p ON p.id = a.id AND p.kind = 'facility' AND p.active
  LEFT JOIN LATERAL duty_now(p.id, :'now') d ON true
  LEFT JOIN app_user u ON u.id = d.user_id
 ORDER BY p.name, p.id, d.rank, u.name
