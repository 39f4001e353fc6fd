-- Clients as FHIR has them; of several names, each with others on lines that would do as well, each has to begin one of his, or of his number's.
-- in:  ids int8[], places int8[], names text[], families text[], givens text[], numbers text[], phones text[], genders text[], born text[],
--      walk text, changed text, changed_from timestamptz?, changed_until timestamptz?, after_id int8, after_at timestamptz, most int4, elements text[]
-- out: many id int8, body json, changed_at timestamptz
-- use: fhir_behind, fhir_order
SELECT p.id, fhir_part(fhir_patient(p), :'elements'), p.changed_at
  FROM patient p
 WHERE (cardinality(:'ids'::int8[]) = 0 OR p.id = ANY (:'ids'::int8[]))
   AND (cardinality(:'places'::int8[]) = 0 OR p.place_id = ANY (:'places'::int8[]))
   AND (cardinality(:'names'::text[]) = 0 OR (SELECT bool_and(EXISTS (SELECT FROM unnest(string_to_array(one, chr(10))) n WHERE position(' ' || n IN ' ' || p.folded) > 0))
       FROM unnest(:'names'::text[]) one))
   AND (cardinality(:'families'::text[]) = 0 OR (SELECT bool_and(CASE one WHEN '!' THEN p.family_name = '' WHEN '' THEN p.family_name <> ''
           ELSE EXISTS (SELECT FROM unnest(string_to_array(one, chr(10))) n WHERE position(' ' || n IN ' ' || w.family) > 0) END)
       FROM unnest(:'families'::text[]) one CROSS JOIN patient_words(p) w))
   AND (cardinality(:'givens'::text[]) = 0 OR (SELECT bool_and(EXISTS (SELECT FROM unnest(string_to_array(one, chr(10))) n WHERE position(' ' || n IN ' ' || w.given) > 0))
       FROM unnest(:'givens'::text[]) one CROSS JOIN patient_words(p) w))
   AND (cardinality(:'numbers'::text[]) = 0 OR p.number = ANY (:'numbers'::text[])
        OR ('' = ANY (:'numbers'::text[]) AND p.number IS NOT NULL))
   AND (cardinality(:'phones'::text[]) = 0 OR p.phone_id IN (SELECT ph.id FROM phone ph WHERE ph.e164 = ANY (:'phones'::text[]))
        OR p.phone2_id IN (SELECT ph.id FROM phone ph WHERE ph.e164 = ANY (:'phones'::text[]))
        OR ('' = ANY (:'phones'::text[]) AND num_nonnulls(p.phone_id, p.phone2_id) > 0)
        OR ('!' = ANY (:'phones'::text[]) AND num_nonnulls(p.phone_id, p.phone2_id) = 0))
   AND (cardinality(:'genders'::text[]) = 0 OR p.sex = ANY (:'genders'::text[]))
   AND (cardinality(:'born'::text[]) = 0 OR fhir_day_fits(p.birth_date, p.birth_estimated, :'born'))
   AND :fhir_behind
 ORDER BY :fhir_order
 LIMIT :most;
