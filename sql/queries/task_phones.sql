-- Who and what to dial for each of these tasks, in their order.
-- in:  ids int8[]
-- out: many number text, given_name text, e164 text, guardian_name text
SELECT coalesce(p.number, ''), coalesce(p.given_name, ''), coalesce(nullif(t.dial, ''), ph.e164, ''), coalesce(p.guardian_name, '')
  FROM unnest(:'ids'::int8[]) WITH ORDINALITY wanted (id, place)
  JOIN task t ON t.id = wanted.id
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN thread th ON th.id = t.thread_id
  LEFT JOIN phone ph ON ph.id = CASE WHEN p.phone_id IS NOT NULL THEN p.phone_id ELSE th.phone_id END
 ORDER BY wanted.place;
