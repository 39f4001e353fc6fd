-- Another number to call than his own: the one that he named last.
-- in:  task_id int8, dial text
-- out: none
UPDATE task SET dial = :'dial', version = version + 1 WHERE id = :task_id AND open AND dial <> :'dial';
