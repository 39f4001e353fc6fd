-- Empty the demonstration, by the owner; a clinic's database has no such button.
-- in:
-- out: one simulated bool
SELECT demo_forget();
