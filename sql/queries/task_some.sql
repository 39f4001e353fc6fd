-- These tasks, in their order, as somebody is about to do one thing to all of them.
-- in:  ids int8[]
-- out: many id int8, version int4, open bool, kind text, words text, who text, owner_id int8?, owner text,
--      due_at timestamptz, zone text, title text
SELECT t.id, t.version, t.open, t.kind, t.words, t.who, t.owner_id, coalesce(u.name, ''), t.due_at, coalesce(pl.zone, 'UTC'),
       coalesce(t.title, '')
  FROM unnest(:'ids'::int8[]) WITH ORDINALITY wanted (id, place)
  JOIN task t ON t.id = wanted.id AND t.kind <> 'escalation'
  LEFT JOIN app_user u ON u.id = t.owner_id
  LEFT JOIN place pl ON pl.id = t.place_id
 ORDER BY wanted.place;
