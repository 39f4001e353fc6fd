-- Troubles of the last month, the latest first, and who was told.
-- in:  now timestamptz
-- out: many id int8, kind text, place_name text, prefix text, began_at timestamptz, seen_at timestamptz, ended_at timestamptz?,
--      sent int8, unsent int8
SELECT t.id, t.kind, coalesce(pl.name, ''), t.prefix, t.began_at, t.seen_at, t.ended_at, m.sent, m.unsent
  FROM trouble t
  LEFT JOIN place pl ON pl.id = t.place_id
 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE state = 'sent') AS sent,
                            count(*) FILTER (WHERE state IN ('ready', 'leased', 'failed')) AS unsent
                       FROM mail WHERE trouble_id = t.id) m
 WHERE t.began_at > :'now'::timestamptz - interval '31 days'
 ORDER BY t.began_at DESC, t.id DESC LIMIT 100;
