-- The owner of the database does from here what an administrator may, as nobody who has signed in.
-- in:
-- out: one role text
SELECT set_config('app.role', 'admin', true);
