-- At which hours something usually comes in: learned anew once a day.
-- in:  now timestamptz
-- out: none
SELECT usual_learn(:'now') FROM gateway WHERE coalesce(usual_learned_at, '-infinity') < :'now'::timestamptz - interval '20 hours';
