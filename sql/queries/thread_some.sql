-- These conversations, in their order, as somebody is about to close all of them; nobody else changes them meanwhile.
-- in:  ids int8[]
-- out: many id int8, names text, e164 text, state text, urgency int4, waiting_since timestamptz?, last_words text,
--      newest int8, act int8, open_case bool
WITH held AS MATERIALIZED (
	SELECT * FROM thread WHERE id = ANY (:'ids'::int8[]) ORDER BY id FOR UPDATE
)
SELECT t.id, thread_names(t.kind, t.phone_id, ph.e164, p.given_name, p.family_name), coalesce(ph.e164, ''), t.state, t.urgency::int4,
       CASE WHEN t.state = 'snoozed' THEN t.snoozed_since ELSE t.waiting_since END, t.last_words,
       coalesce((SELECT max(m.id) FROM message m
                  WHERE m.thread_id = t.id AND m.state <> 'cancelled' AND (m.direction = 'in' OR m.author_id IS NOT NULL)), 0),
       coalesce((SELECT max(e.id) FROM thread_event e WHERE e.thread_id = t.id), 0),
       EXISTS (SELECT FROM task k WHERE k.patient_id = t.patient_id AND k.open AND k.kind IN ('escalation', 'problem'))
       OR EXISTS (SELECT FROM task k WHERE k.thread_id = t.id AND k.open AND k.kind IN ('escalation', 'problem'))
  FROM (SELECT id, min(place) AS place FROM unnest(:'ids'::int8[]) WITH ORDINALITY u (id, place) GROUP BY id) wanted
  JOIN held t ON t.id = wanted.id
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN phone ph ON ph.id = CASE t.kind WHEN 'patient' THEN p.phone_id ELSE t.phone_id END
 ORDER BY wanted.place;
