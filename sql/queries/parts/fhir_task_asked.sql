-- Conditions, one with the other, on a task: an empty list or range asks for nothing.  What is only there for an index
-- (open, closed, the ends of a range) leaves no row out.
(cardinality(:'ids'::int8[]) = 0 OR t.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'statuses'::text[]) = 0 OR t.status = ANY (:'statuses'::text[]))
   AND CASE :'state' WHEN 'open' THEN t.open AND (t.place_id = ANY ((SELECT my_places())::int8[]) OR t.place_id IS NULL)
       WHEN 'closed' THEN NOT t.open AND (t.place_id = ANY ((SELECT my_places())::int8[]) OR t.place_id IS NULL) ELSE true END
   AND (cardinality(:'kinds'::text[]) = 0 OR CASE WHEN t.kind <> 'free' OR ('free' = ANY (:'kinds'::text[])) = ('fulfill' = ANY (:'kinds'::text[]))
       THEN t.kind = ANY (:'kinds'::text[]) ELSE EXISTS (SELECT FROM service_request s WHERE s.task_id = t.id) = ('fulfill' = ANY (:'kinds'::text[])) END)
   AND (cardinality(:'performers'::text[]) = 0 OR t.performer = ANY (:'performers'::text[]))
   AND (cardinality(:'priorities'::int8[]) = 0 OR t.priority = ANY (:'priorities'::int8[]))
   AND (cardinality(:'outcomes'::text[]) = 0 OR CASE WHEN t.status = 'completed' AND t.outcome <> ''
       THEN t.outcome = ANY (:'outcomes'::text[]) OR '' = ANY (:'outcomes'::text[]) ELSE '!' = ANY (:'outcomes'::text[]) END)
   AND (cardinality(:'patients'::int8[]) = 0 OR t.patient_id = ANY (:'patients'::int8[]))
   AND (cardinality(:'owners'::int8[]) = 0 OR t.owner_id = ANY (:'owners'::int8[]))
   AND (cardinality(:'requesters'::int8[]) = 0 OR t.created_by = ANY (:'requesters'::int8[]))
   AND (cardinality(:'locations'::int8[]) = 0 OR t.place_id = ANY (:'locations'::int8[]))
   AND (cardinality(:'focuses'::int8[]) = 0 OR t.id = ANY (ARRAY(
       SELECT s.task_id FROM service_request s WHERE s.id = ANY (:'focuses'::int8[])
        UNION
       SELECT x.task_id FROM escalation x WHERE x.message_id = ANY (ARRAY(SELECT -f FROM unnest(:'focuses'::int8[]) f WHERE f < 0)))))
   AND (cardinality(:'parts'::int8[]) = 0 OR t.part_of = ANY (:'parts'::int8[]))
   AND CASE :'part_is' WHEN 'missing' THEN t.part_of IS NULL WHEN 'there' THEN t.part_of IS NOT NULL ELSE true END
   AND (cardinality(:'periods'::text[]) = 0 OR fhir_period_fits(t, :'periods'))
   AND CASE :'patient_is' WHEN 'missing' THEN t.patient_id IS NULL WHEN 'there' THEN t.patient_id IS NOT NULL ELSE true END
   AND CASE :'owner_is' WHEN 'missing' THEN t.owner_id IS NULL WHEN 'there' THEN t.owner_id IS NOT NULL ELSE true END
   AND CASE :'requester_is' WHEN 'missing' THEN t.created_by IS NULL WHEN 'there' THEN t.created_by IS NOT NULL ELSE true END
   AND CASE :'location_is' WHEN 'missing' THEN t.place_id IS NULL WHEN 'there' THEN t.place_id IS NOT NULL ELSE true END
   AND (:'changed' = '' OR t.changed_at <@ nullif(:'changed', '')::tstzmultirange)
   AND t.changed_at >= coalesce(:'changed_from'::timestamptz, '-infinity') AND t.changed_at < coalesce(:'changed_until'::timestamptz, 'infinity')
   AND (:'authored' = '' OR t.created_at <@ nullif(:'authored', '')::tstzmultirange)
   AND CASE :'due' WHEN '' THEN true WHEN 'missing' THEN t.due_at IS NULL ELSE t.due_at <@ nullif(nullif(:'due', ''), 'missing')::tstzmultirange END
   AND CASE WHEN :'begins' = '' THEN true WHEN t.starts_at <= t.due_at AND :'begins' <> 'missing'
       THEN t.starts_at <@ nullif(nullif(:'begins', ''), 'missing')::tstzmultirange ELSE (t.starts_at <= t.due_at) IS NOT TRUE AND :'begins' = 'missing' END
   AND (cardinality(:'values'::text[]) = 0 OR t.id = ANY (ARRAY(
       SELECT i.task_id FROM unnest(:'systems'::text[], :'values'::text[]) a (system, value)
         JOIN task_identifier i ON i.value = a.value AND (a.system = '*' OR i.system = a.system)
        UNION
       SELECT i.task_id FROM unnest(:'systems'::text[], :'values'::text[]) a (system, value)
         JOIN task_identifier i ON a.value = '' AND i.system = a.system
        UNION
       SELECT s.id FROM unnest(:'systems'::text[], :'values'::text[]) a (system, value)
         JOIN task s ON s.source = a.value AND a.system IN ('*', 'urn:aftercare:task'))))
