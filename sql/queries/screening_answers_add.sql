-- What a question may be answered, in this order; next 0: to none.
-- in:  question_id int8, codes text[], labels text[], words text[], leads text[], nexts int8[]
-- out: none
INSERT INTO screening_answer (question_id, code, label, words, leads, next)
SELECT :question_id, g.code, g.label, g.words, g.leads, nullif(g.next, 0)
  FROM unnest(:'codes'::text[], :'labels'::text[], :'words'::text[], :'leads'::text[], :'nexts'::int8[])
       WITH ORDINALITY AS g (code, label, words, leads, next, n)
 ORDER BY g.n;
