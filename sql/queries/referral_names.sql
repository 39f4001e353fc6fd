-- Places outside to which men of these facilities were sent in the last year.
-- in:  now timestamptz
-- out: many name text
SELECT seen_place FROM referral
 WHERE seen_place_id IS NULL AND made_at > :'now'::timestamptz - interval '1 year'
 GROUP BY seen_place ORDER BY count(*) DESC, seen_place LIMIT 20;
