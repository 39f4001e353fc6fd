-- Texts of a stretch of time, oldest first, as far as whoever asks may see them; more than most: too many.
-- in:  from timestamptz?, to timestamptz?, most int4
-- out: many id int8, number text, at timestamptz, direction text, state text, sent_at timestamptz?, delivered_at timestamptz?,
--      author text, e164 text, body text
SELECT m.id, coalesce(p.number, ''), m.at, m.direction, m.state, m.sent_at, m.delivered_at, coalesce(u.name, ''), ph.e164, m.body
  FROM message m
  JOIN phone ph ON ph.id = m.phone_id
  LEFT JOIN patient p ON p.id = m.patient_id
  LEFT JOIN app_user u ON u.id = m.author_id
 WHERE m.at >= coalesce(:'from', '-infinity') AND m.at <= coalesce(:'to', 'infinity') AND m.kind <> 'call'
 ORDER BY m.at, m.id
 LIMIT :most;
