-- How long a client's first name gets, for who looks what a text costs and may see no name: one number for the programme, never by
-- facility, and one of those names whose letters an SMS pays more for.  Names of up to 12 letters are what every text has to bear.
CREATE INDEX patient_long_name ON patient (length(given_name)) WHERE length(given_name) > 12;
CREATE INDEX patient_dear_name ON patient (length(given_name))
	WHERE given_name ~ '[^]@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&''()*+,./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~|€-]';

CREATE FUNCTION client_name_lengths() RETURNS TABLE (plain integer, dear integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
	SELECT CASE WHEN my_role() = 'admin' THEN
	            coalesce((SELECT max(length(given_name)) FROM patient WHERE length(given_name) > 12), 12) END,
	       CASE WHEN my_role() = 'admin' THEN
	            coalesce((SELECT max(length(given_name)) FROM patient
	                       WHERE given_name ~ '[^]@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&''()*+,./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~|€-]'), 0) END
$$;
REVOKE EXECUTE ON FUNCTION client_name_lengths() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION client_name_lengths() TO aftercare_site;
