-- A webhook that will go out on its own.
-- in:  call jsonb, due_at timestamptz
-- out: none
INSERT INTO sim.stray (call, due_at) VALUES (:'call', :'due_at');
