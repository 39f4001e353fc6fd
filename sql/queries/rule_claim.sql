-- The next patients whose turn it is, ours until the end of the transaction; nobody if other rules are in use by now.
-- in:  now timestamptz, version int4, most int4
-- out: one version int4?, count int4, patients int8[], taken int8[]
SELECT version, cardinality(patients), patients, taken FROM rule_claim(:'now', :version, :most);
