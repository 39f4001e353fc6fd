-- The texts that somebody has tried on his own phone, and what became of them.
-- in:
-- out: many at timestamptz, step text, language text, body text, state text, reason text
SELECT at, step, language, body, state, reason FROM schedule_test_list();
