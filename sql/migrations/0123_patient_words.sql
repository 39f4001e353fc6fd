-- What he is called, folded, as it stands before his number: the words of the given name, then those of the family's.
CREATE FUNCTION patient_words(p patient) RETURNS TABLE (given text, family text) LANGUAGE sql STABLE AS $$
	SELECT array_to_string(w.words[:w.given], ' '), array_to_string(w.words[w.given + 1:w.given + w.family], ' ')
	  FROM (SELECT string_to_array(p.folded, ' ') AS words, cardinality(string_to_array(trim(p.given_name), ' ')) AS given,
	               cardinality(string_to_array(trim(p.family_name), ' ')) AS family) w
$$;
REVOKE EXECUTE ON FUNCTION patient_words(patient) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION patient_words(patient) TO aftercare_site;
