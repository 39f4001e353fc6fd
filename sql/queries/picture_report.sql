-- What was brought for a draft and is still named by it belongs to the report that was made of it.
-- in:  user_id int8, draft_id int8, report_id int8
-- out: none
UPDATE picture p SET draft_id = NULL, report_id = r.id, place_id = r.place_id, patient_id = r.patient_id
  FROM report r
 WHERE r.id = :report_id AND p.draft_id = :draft_id AND p.user_id = :user_id
   AND position('picture-' || p.id || '.jpg' IN r.instance) > 0;
