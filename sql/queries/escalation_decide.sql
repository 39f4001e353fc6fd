-- What was decided about a case.
-- in:  task_id int8, user_id int8, now timestamptz, outcome text, event text, grade text, mark text, serious bool,
--      notifiable bool, refer_to text, note text
-- out: none
UPDATE escalation
   SET decided_at = :'now', decided_by = :user_id, outcome = :'outcome', event = :'event', grade = :'grade', mark = :'mark',
       serious = :serious, notifiable = :notifiable, refer_to = :'refer_to', note = :'note'
 WHERE task_id = :task_id;
