-- A receiver that keeps its caller waiting is called where only such ones wait for each other.
ALTER TABLE subscription ADD slow boolean NOT NULL DEFAULT false;
ALTER TABLE outbound_push ADD slow boolean NOT NULL DEFAULT false;
GRANT UPDATE (slow) ON subscription, outbound_push TO aftercare_worker;
