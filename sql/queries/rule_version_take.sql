-- The number of the rules with this hash; if they are not those in use, they are from now on.
-- in:  hash text, now timestamptz
-- out: one version int4
SELECT rule_version_take(:'hash', :'now');
