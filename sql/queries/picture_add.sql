-- Keep a picture with the draft that it was brought for; none comes back if that has so many already.
-- in:  draft_id int8, user_id int8, place_id int8?, patient_id int8?, now timestamptz, width int4, height int4, jpeg64 text, small64 text,
--      most int4
-- out: many id int8
INSERT INTO picture (draft_id, user_id, place_id, patient_id, at, width, height, jpeg, small)
SELECT :draft_id, :user_id, :place_id, :patient_id, :'now', :width, :height, decode(:'jpeg64', 'base64'), decode(:'small64', 'base64')
 WHERE (SELECT count(*) FROM picture p WHERE p.draft_id = :draft_id) < :most
RETURNING id;
