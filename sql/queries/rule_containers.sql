-- What the rules see of these patients: the container of each, and where its days begin.
-- in:  patients int8[]
-- out: many patient_id int8, zone text, container json
SELECT patient_id, zone, container FROM rule_documents(:'patients');
