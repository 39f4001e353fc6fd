-- Which of these versions are of a task that was as the conditions say when it had become that, and that the client may see; perhaps
-- those alone with which its state became another.
-- in:  versions int8[], ids int8[], statuses text[], state text, kinds text[], performers text[], priorities int8[], outcomes text[],
--      patients int8[], owners int8[], requesters int8[], locations int8[], focuses int8[], parts int8[], periods text[], patient_is text, owner_is text, requester_is text,
--      location_is text, part_is text, changed text, changed_from timestamptz?, changed_until timestamptz?, authored text, due text, begins text,
--      systems text[], values text[], state_changed bool
-- out: one tasks int8[], versions int8[]
-- use: fhir_task_asked
SELECT coalesce(array_agg(t.id ORDER BY e.id), '{}'), coalesce(array_agg(e.id ORDER BY e.id), '{}')
  FROM task_event e JOIN task k ON k.id = e.task_id CROSS JOIN LATERAL task_as_of(k, e.id) t
 WHERE e.id = ANY (:'versions'::int8[]) AND (NOT :state_changed OR e.to_status IS DISTINCT FROM e.from_status)
   AND :fhir_task_asked;
