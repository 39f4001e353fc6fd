-- What was said by itself to a text, and why; or why it was not, which its conversation says once in half a day.  That
-- he was told the same a short while ago is no news.
-- in:  about_id int8, phone_id int8, thread_id int8, kind text, cause text, withheld text, message_id int8?, now timestamptz
-- out: none
WITH kept AS (
	INSERT INTO automatic_answer (about_id, phone_id, kind, cause, withheld, message_id, at)
	VALUES (:about_id, :phone_id, :'kind', :'cause', :'withheld', :message_id, :'now')
)
INSERT INTO thread_event (thread_id, place_id, at, what, about_id, note)
SELECT t.id, t.place_id, :'now', 'not-answered', :about_id, :'kind' || ' ' || :'withheld'
  FROM thread t
 WHERE t.id = :thread_id AND :'withheld' NOT IN ('', 'said')
   AND NOT EXISTS (SELECT FROM automatic_answer a
                    WHERE a.phone_id = :phone_id AND a.withheld = :'withheld'
                      AND a.at > :'now'::timestamptz - interval '12 hours');
