-- Conditions, one with the other: whose work, of what kind, in whose name or words, or one task alone.
CASE :'who' WHEN '' THEN true WHEN 'me' THEN t.owner_id = :user_id WHEN 'none' THEN t.owner_id IS NULL
       ELSE t.owner_id::text = :'who' END
   AND (:'kind' = '' OR t.kind = :'kind')
   AND (:'q' = '' OR CASE WHEN t.patient_id IS NULL THEN position(:'q' IN lower(t.who)) > 0
        ELSE EXISTS (SELECT FROM patient p WHERE p.id = t.patient_id AND position(:'q' IN p.folded) > 0) END)
   AND (:only = 0 OR t.id = :only)
