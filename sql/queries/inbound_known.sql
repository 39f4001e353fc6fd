-- A text that has come before: by RapidPro's id, or the same words at the same time; of long ones a run has the first
-- 640 characters only.  What a run told is so much later at most.
-- in:  phone_id int8, body text, at timestamptz, slack int8, late int8, rapidpro_id text?
-- out: one id int8
SELECT id FROM message
 WHERE phone_id = :phone_id AND direction = 'in'
   AND (rapidpro_id = :'rapidpro_id'
     OR (at BETWEEN :'at'::timestamptz - :slack * interval '1 microsecond'
                AND :'at'::timestamptz + CASE WHEN by_run THEN :late ELSE :slack END * interval '1 microsecond'
         AND (body = :'body' OR (length(:'body') = 640 AND left(body, 640) = :'body'))
         AND (rapidpro_id IS NULL OR :'rapidpro_id'::text IS NULL)))
 ORDER BY (rapidpro_id = :'rapidpro_id') IS TRUE DESC,
          abs(extract(epoch FROM at - :'at'::timestamptz))
 LIMIT 1;
