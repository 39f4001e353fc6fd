-- A list of cases in the order of its page.
SELECT c.id, c.version, c.rank, c.severity, c.who, c.words, c.anchor_date, coalesce(p.name, ''),
       coalesce(p.zone, :'zone'), c.raised_at, coalesce((SELECT name FROM app_user u WHERE u.id = c.raised_by), ''),
       c.owner_id, coalesce((SELECT name FROM app_user u WHERE u.id = c.owner_id), ''),
       c.first_at, c.decided_at, c.due_at, c.outcome, c.refer_to, c.closed_at
  FROM cases c
  LEFT JOIN here p ON p.id = c.place_id
 ORDER BY c.rank, c.id
