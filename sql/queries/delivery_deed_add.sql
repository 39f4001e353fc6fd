-- What somebody did about texts, one or several at once (bulk).
-- in:  ids int8[], user_id int8, what text, note text, bulk uuid?, now timestamptz
-- out: none
INSERT INTO delivery_deed (at, user_id, place_id, message_id, what, note, bulk)
SELECT :'now', :user_id, m.place_id, m.id, :'what', left(:'note', 200), :'bulk' FROM message m
 WHERE m.id = ANY (:'ids'::int8[]) ORDER BY m.id;
