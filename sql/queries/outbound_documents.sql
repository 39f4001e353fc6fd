-- Documents of these subjects (-12: number-12) with these ids, as they are now: a contact, or a report with the contact that it is about.
-- in:  subjects int8[], docs text[]
-- out: many subject int8, zone text, id text, form text, doc json, contact json
SELECT c.subject, c.zone, d.doc ->> '_id', coalesce(d.doc ->> 'form', ''), d.doc, c.container -> 'contact'
  FROM (SELECT patient_id, zone, container FROM rule_documents(:'subjects')
	 UNION ALL
	SELECT -thread_id, zone, container
	  FROM rule_number_documents(ARRAY(SELECT -id FROM unnest(:'subjects'::int8[]) n (id) WHERE id < 0))) c (subject, zone, container)
 CROSS JOIN LATERAL (SELECT c.container -> 'contact' AS doc, 0::int8 AS place
	 UNION ALL SELECT r.doc, r.place FROM json_array_elements(c.container -> 'reports') WITH ORDINALITY r (doc, place)) d
 WHERE d.doc ->> '_id' = ANY (:'docs'::text[])
 ORDER BY c.zone, c.subject, d.place;
