-- These tasks, in their order, as somebody is about to do one thing to all of them; nobody else changes them meanwhile.
-- in:  ids int8[], now timestamptz, zone text
-- out: many id int8, version int4, open bool, kind text, words text, who text, owner_id int8?, owner text,
--      due_at timestamptz, zone text, title text, tomorrow_at timestamptz, three_days_at timestamptz
WITH held AS MATERIALIZED (
	SELECT * FROM task WHERE id = ANY (:'ids'::int8[]) AND kind <> 'escalation' ORDER BY id FOR UPDATE
)
SELECT t.id, t.version, t.open, t.kind, t.words, t.who, t.owner_id, coalesce(u.name, ''), t.due_at, coalesce(pl.zone, :'zone'),
       coalesce(t.title, ''), open_day(t.place_id, :'now', 1, :'zone'),
       open_day(t.place_id, :'now', 3, :'zone')
  FROM (SELECT id, min(place) AS place FROM unnest(:'ids'::int8[]) WITH ORDINALITY u (id, place) GROUP BY id) wanted
  JOIN held t ON t.id = wanted.id
  LEFT JOIN app_user u ON u.id = t.owner_id
  LEFT JOIN place pl ON pl.id = t.place_id
 ORDER BY wanted.place;
