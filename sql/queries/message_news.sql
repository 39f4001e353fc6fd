-- Which of the messages that RapidPro lists tell us something: its number and its state in our words, 'received' for
-- what came in.
-- in:  ids text[], states text[]
-- out: many id text
SELECT l.id FROM unnest(:'ids'::text[], :'states'::text[]) l (id, state)
 WHERE CASE WHEN l.state = 'received'
       THEN NOT EXISTS (SELECT FROM inbox WHERE key = 'message:' || l.id)
       ELSE NOT EXISTS (SELECT FROM message m WHERE m.rapidpro_id = l.id AND message_rank(m.state) >= message_rank(l.state))
        AND NOT EXISTS (SELECT FROM message_past p WHERE p.rapidpro_id = l.id)
       END;
