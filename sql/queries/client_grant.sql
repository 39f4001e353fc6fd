-- A token for a few minutes, for a proof that is used up by it.
-- in:  id int8, jti_hash text, proof_ends timestamptz, token_hash text, scopes text, now timestamptz, ends timestamptz, address text
-- out: one first bool
SELECT client_grant(:id, :'jti_hash', :'proof_ends', :'token_hash', :'scopes', :'now', :'ends', :'address');
