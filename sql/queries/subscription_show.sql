-- A subscription as FHIR has it; with its secret when it is new.
-- in:  id int8, secret text?, extension text
-- out: one body json
SELECT CASE WHEN :'secret'::text IS NULL THEN fhir_subscription(s)
       ELSE jsonb_set(fhir_subscription(s)::jsonb, '{channel,extension}', coalesce(fhir_subscription(s)::jsonb #> '{channel,extension}', '[]') || jsonb_build_array(jsonb_build_object(
           'url', :'extension'::text, 'valueString', :'secret'::text)))::json END
  FROM subscription s WHERE s.id = :id;
