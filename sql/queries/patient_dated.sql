-- The texts of an enrolment that count from another day than the procedure: when, from which day, what became of them, and by
-- what they are moved if they still leave at that moment.
-- in:  enrolment_id int8
-- out: many step text, version_id int8, state text, reason text, due_at timestamptz, anchor text, anchor_day date, off bool, moves text
SELECT r.step, r.version_id, r.state, r.reason, r.due_at, r.anchor, r.anchor_day,
       r.state = 'planned' AND schedule_is_off(r.place_id, e.workflow, r.step, r.due_at),
       coalesce((SELECT array_to_string(schedule_moves(m.moves, h.share, m.slots), ' ')
                   FROM schedule_version v CROSS JOIN LATERAL (SELECT schedule_share(e.id) AS share) h
                  CROSS JOIN LATERAL schedule_moments(v.plan, r.anchor, r.anchor_day, r.place_id) m
                  WHERE v.id = r.version_id AND m.step = r.step AND h.share >= m.share_from AND h.share < m.share_until
                    AND m.moment + schedule_slot(h.share, m.slots) = r.due_at), '')
  FROM reminder r JOIN enrolment e ON e.id = r.enrolment_id
 WHERE r.enrolment_id = :enrolment_id AND r.anchor IS NOT NULL
 ORDER BY r.due_at, r.id;
