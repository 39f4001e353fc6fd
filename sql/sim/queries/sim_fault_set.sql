-- Set one switch.
-- in:  name text, endpoint text, next_calls int4, permille int4, amount int4
-- out: none
INSERT INTO sim.fault (name, endpoint, next_calls, probability, amount)
VALUES (:'name', :'endpoint', :next_calls, :permille / 1000.0, :amount)
    ON CONFLICT (name, endpoint) DO UPDATE
   SET next_calls = excluded.next_calls, probability = excluded.probability,
       amount = excluded.amount;
