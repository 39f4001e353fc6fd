-- One report with everything to show.
-- in:  id int8
-- out: one id int8, doc_id text, form text, title text, form_version_id int8?, number int4?, state text,
--      place_name text, zone text, patient_id int8?, patient_name text, patient_number text, task_id int8?,
--      parent_id int8?, from_number text, fields text, hidden_fields text, instance text?, reported_at timestamptz,
--      by_name text, version int4, changed_at timestamptz?, changed_name text, why text
SELECT r.id, r.doc_id, r.form, coalesce(v.title, ''), r.form_version_id, v.number, r.state,
       coalesce(pl.name, ''), coalesce(pl.zone, 'UTC'), r.patient_id, coalesce(trim(p.given_name || ' ' || p.family_name), ''),
       coalesce(p.number, ''), r.task_id, r.parent_id, coalesce(ph.e164, ''), r.fields::text, r.hidden_fields::text, r.instance,
       r.reported_at, coalesce(u.name, ''), r.version, r.changed_at, coalesce(c.name, ''), r.why
  FROM report r
  LEFT JOIN form_version v ON v.id = r.form_version_id
  LEFT JOIN place pl ON pl.id = r.place_id
  LEFT JOIN patient p ON p.id = r.patient_id
  LEFT JOIN phone ph ON ph.id = r.phone_id
  LEFT JOIN app_user u ON u.id = r.reported_by
  LEFT JOIN app_user c ON c.id = r.changed_by
 WHERE r.id = :id;
