-- Changed at these times, and behind the last row of the page before in the order of fhir_order.  The ends are there for an index.
(:'changed' = '' OR changed_at <@ nullif(:'changed', '')::tstzmultirange)
   AND changed_at >= coalesce(:'changed_from'::timestamptz, '-infinity') AND changed_at < coalesce(:'changed_until'::timestamptz, 'infinity')
   AND CASE WHEN :after_id = 0 THEN true WHEN :'walk' = '-_id' THEN id < :after_id
       WHEN :'walk' = '_lastUpdated' THEN (changed_at, id) > (:'after_at', :after_id)
       WHEN :'walk' = '-_lastUpdated' THEN (changed_at, id) < (:'after_at', :after_id) ELSE id > :after_id END
