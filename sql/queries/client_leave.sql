-- The worker is itself again.
-- out: none
SELECT set_config('role', 'none', true), set_config('app.user_id', '', true);
