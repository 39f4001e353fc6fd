-- Conversations in which a name, a number on the card, a phone or words that were said are found, the latest first: then
-- its last words are those that were found, and it stands where they were said.
-- in:  q text, digits text, said text, only_place int8, before timestamptz, before_id int8, now timestamptz, most int4
-- out: many as thread_waiting
-- use: thread_who, thread_hand, thread_joins
SELECT t.id, t.kind, coalesce(pl.name, ''), coalesce(pl.zone, ''),
       :thread_who, coalesce(left(m.body, 160), t.last_words), coalesce(m.direction, t.last_direction),
       :thread_hand, m.id, m.at
  FROM (SELECT * FROM thread_find(:'q', :'digits', :'said', :only_place, :'before', :before_id, :'now', :most)) f
  JOIN thread t ON t.id = f.id
  LEFT JOIN message m ON m.id = f.message_id
 :thread_joins
  LEFT JOIN place pl ON pl.id = t.place_id
 ORDER BY f.found_at DESC, f.id DESC;
