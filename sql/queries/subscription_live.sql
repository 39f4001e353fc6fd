-- To whom news may matter.
-- out: many id int8, user_id int8, ids int8[], statuses text[], kinds text[], performers text[], priorities int8[],
--      outcomes text[], patients int8[], owners int8[], requesters int8[], locations int8[], focuses int8[], parts int8[], patient_is text, owner_is text,
--      requester_is text, location_is text, part_is text, authored text, due text, begins text, systems text[], identifiers text[], content text, encounter bool
SELECT s.id, s.user_id, s.ids, s.statuses, s.kinds, s.performers, s.priorities, s.outcomes, s.patients, s.owners, s.requesters,
       s.locations, s.focuses, s.parts, s.patient_is, s.owner_is, s.requester_is, s.location_is, s.part_is, s.authored, s.due, s.begins, s.systems, s.identifiers, s.content, s.encounter
  FROM subscription s WHERE s.status IN ('requested', 'active') ORDER BY s.id;
