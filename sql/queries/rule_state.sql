-- Which rules are in use, and how many patients wait to be evaluated.
-- in:  now timestamptz
-- out: one hash text?, since timestamptz?, due int8, oldest timestamptz?
SELECT hash, since, due, oldest FROM rule_state(:'now');
