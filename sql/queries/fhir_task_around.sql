-- What tasks point to: of those that were asked for, each once.
-- in:  ids int8[], what text[]
-- out: many type text, id int8, body json
SELECT 'Patient', p.id, fhir_patient(p) FROM patient p
 WHERE 'patient' = ANY (:'what'::text[]) AND p.id IN (SELECT t.patient_id FROM task t WHERE t.id = ANY (:'ids'::int8[]))
UNION ALL
SELECT CASE WHEN u.machine THEN 'Device' ELSE 'PractitionerRole' END, u.id,
       CASE WHEN u.machine THEN fhir_device(u.id, u.name, u.active, u.changed_at) ELSE fhir_practitioner_role(u.id, u.name, u.role, u.active, u.changed_at) END
  FROM app_user u
 WHERE u.id IN (SELECT t.owner_id FROM task t WHERE 'owner' = ANY (:'what'::text[]) AND t.id = ANY (:'ids'::int8[])
                 UNION ALL
                SELECT t.created_by FROM task t WHERE 'requester' = ANY (:'what'::text[]) AND t.id = ANY (:'ids'::int8[]))
UNION ALL
SELECT 'Location', l.id, fhir_location(l) FROM place l
 WHERE 'location' = ANY (:'what'::text[]) AND l.id IN (SELECT t.place_id FROM task t WHERE t.id = ANY (:'ids'::int8[]));
