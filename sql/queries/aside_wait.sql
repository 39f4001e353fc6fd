-- It is looked at again after so long; flow is what RapidPro was asked to end, or "" if it was not.
-- in:  outbox_id int8, now timestamptz, milliseconds int4, flow text
-- out: none
UPDATE aside SET next_at = :'now'::timestamptz + make_interval(secs => :milliseconds / 1000.0),
       asked_at = CASE WHEN :'flow' = '' THEN asked_at ELSE :'now' END,
       flow = CASE WHEN :'flow' = '' THEN flow ELSE :'flow' END
 WHERE outbox_id = :outbox_id;
