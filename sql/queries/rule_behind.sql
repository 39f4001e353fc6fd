-- Since when somebody has waited for the rules; nothing if that is no longer than usual.
-- in:  now timestamptz
-- out: one since timestamptz?
SELECT rule_behind(:'now');
