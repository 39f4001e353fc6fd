-- How often this was said by itself to this phone since then, to whomever.
-- in:  phone_id int8, body text, since timestamptz
-- out: one n int8
SELECT count(*) FROM message
 WHERE phone_id = :phone_id AND at > :'since' AND direction = 'out' AND kind = 'automatic' AND body = :'body';
