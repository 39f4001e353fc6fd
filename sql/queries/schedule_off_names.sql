-- The steps that somebody may still follow: of every version that was published.
-- in:  workflow text
-- out: many step text
SELECT DISTINCT s.value->>'name' FROM schedule_version v CROSS JOIN LATERAL jsonb_array_elements(v.plan) s
 WHERE v.workflow = :'workflow' AND v.published_at IS NOT NULL ORDER BY 1;
