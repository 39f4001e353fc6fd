-- What the rules see of these patients, and of numbers (-12: number-12): the container of each, and where its days begin.
-- in:  patients int8[]
-- out: many patient_id int8, zone text, container json
SELECT patient_id, zone, container FROM rule_documents(:'patients')
 UNION ALL
SELECT -thread_id, zone, container FROM rule_number_documents(ARRAY(SELECT -id FROM unnest(:'patients'::int8[]) n (id) WHERE id < 0));
