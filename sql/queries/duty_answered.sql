-- What was handed over of late, or was not, by whoever asks or to her.
-- in:  now timestamptz
-- out: many id int8, from_name text, to_name text, state text, reason text, note text, answered_at timestamptz,
--      moved int8, closed int8, other int8, place int8
SELECT h.id, f.name, o.name, h.state, h.reason, h.note, h.answered_at, c.moved, c.closed, c.other, c.place
  FROM duty_handover h JOIN app_user f ON f.id = h.from_id JOIN app_user o ON o.id = h.to_id
 CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE became = 'moved') AS moved, count(*) FILTER (WHERE became = 'closed') AS closed,
                            count(*) FILTER (WHERE became = 'other') AS other, count(*) FILTER (WHERE became = 'place') AS place
                       FROM duty_handover_case x WHERE x.handover_id = h.id) c
 WHERE h.state <> 'asked' AND h.answered_at > :'now'::timestamptz - interval '7 days' AND my_id() IN (h.from_id, h.to_id)
 ORDER BY h.answered_at DESC, h.id DESC LIMIT 10;
