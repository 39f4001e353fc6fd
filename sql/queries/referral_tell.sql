-- What somebody says came of it; who works elsewhere is followed by the worker.
-- in:  id int8, told text, user_id int8?, now timestamptz, seen_at timestamptz?, seen_by text, found text, grade text, done text,
--      note text, report_id int8?, followed bool
-- out: none
UPDATE referral
   SET told = :'told', told_by = :user_id, told_at = :'now', told_note = :'note', seen_at = :'seen_at', seen_by = :'seen_by',
       found = :'found', grade = :'grade', done = :'done', report_id = :report_id, followed = :'followed', version = version + 1
 WHERE id = :id;
