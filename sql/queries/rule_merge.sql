-- The results of a batch become tasks, and the rows that asked for it are answered.
-- in:  results jsonb, kinds jsonb, taken int8[], now timestamptz, version int4, welcome_minutes int4
-- out: one made int8, changed int8, ended int8
SELECT made, changed, ended FROM rule_merge(:'results', :'kinds', :'taken', :'now', :version, :welcome_minutes);
