-- A password that is kept at an older cost is kept at today's from its owner's next sign-in on.  It stays the same, and so
-- do version and sessions; where somebody has set another meanwhile, that one stands.
CREATE FUNCTION password_renew(who bigint, was text, becomes text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS
$$ UPDATE app_user SET password_hash = becomes WHERE id = who AND password_hash = was $$;
REVOKE EXECUTE ON FUNCTION password_renew(bigint, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION password_renew(bigint, text, text) TO aftercare_site;
