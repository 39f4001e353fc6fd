-- To which states whoever asks may bring a task from here; '' is before it was made.
-- From on-hold it goes back to where it was, as far as who then has it (owner_id) lets it.
-- in:  from_status text, back_to text?, owner_id int8?
-- out: many to_status text
SELECT m.to_status FROM task_move m
 WHERE m.from_status = :'from_status' AND (NOT m.held OR m.to_status = task_held(:'back_to', :owner_id))
   AND position(CASE my_role() WHEN 'nurse' THEN 'n' WHEN 'supervisor' THEN 's' ELSE '-' END IN m.may) > 0
 ORDER BY m.to_status;
