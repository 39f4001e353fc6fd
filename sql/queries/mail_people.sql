-- Who is told of troubles.
-- in:
-- out: many id int8, name text, address text, last_at timestamptz?, last_state text, last_reason text
SELECT p.id, p.name, p.address, l.at, coalesce(l.state, ''), coalesce(l.reason, '')
  FROM mail_person p
  LEFT JOIN LATERAL (SELECT coalesce(m.finished_at, m.created_at) AS at, m.state, m.reason FROM mail m
                      WHERE m.person_id = p.id ORDER BY m.id DESC LIMIT 1) l ON true
 WHERE p.removed_at IS NULL
 ORDER BY lower(p.name), p.id LIMIT 50;
