-- How many tasks a search finds.
-- in:  ids int8[], statuses text[], state text, kinds text[], performers text[], priorities int8[], outcomes text[], patients int8[],
--      owners int8[], requesters int8[], locations int8[], focuses int8[], parts int8[], periods text[], patient_is text, owner_is text, requester_is text, location_is text, part_is text,
--      changed text, changed_from timestamptz?, changed_until timestamptz?, authored text, due text, begins text, systems text[], values text[]
-- out: one n int8
-- use: fhir_task_asked
SELECT count(*) FROM task t WHERE :fhir_task_asked;
