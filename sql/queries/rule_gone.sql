-- Of these it is nobody's turn any more: numbers that have become somebody's.
-- in:  subjects int8[]
-- out: none
WITH gone AS MATERIALIZED (
	SELECT s.id FROM unnest(:'subjects'::int8[]) s (id)
	 WHERE s.id < 0 AND NOT EXISTS (SELECT FROM thread t WHERE t.id = -s.id AND t.patient_id IS NULL)
), stopped AS (
	DELETE FROM rule_failure WHERE subject IN (SELECT id FROM gone)
)
DELETE FROM rule_next WHERE patient_id IN (SELECT id FROM gone);
