# fhir.sh - what other systems ask of the queue of tasks: one task, the queue of a facility,
# and claiming, by clients of a facility each.

fhir_pages='fhir_read fhir_search'

# Of a client by its user: none asks as anybody else.
client_token() { [ ! -e "$house/fhir.tokens" ] || awk -v user="$1" '$1 == user { print $2 }' "$house/fhir.tokens"; } # USER

# One client for each of the facilities that are asked about, and what it asks.
prepare_fhir() {
	local place name token user
	while IFS='|' read -r place name; do
		user=bench-$EPOCHSECONDS-$place # data that are kept have those of the runs before
		token=$("$programs/aftercarectl" client add "$user" --name "Bench of $name" --role nurse --places "$name;" \
		    --scopes "system/Task.rus, system/Patient.rs" --days 1 --per-minute 100000 \
		    --database "host=$house user=postgres dbname=aftercare" 2>&1 | grep -oE '[A-Za-z0-9_-]{43}' | head -1)
		[ -n "$token" ] || fail "no client of $name"
		echo "$(ask "SELECT id FROM app_user WHERE username = '$user'") $token $place"
	done < <(ask "SELECT p.id, p.name FROM place p WHERE p.kind = 'facility' AND p.active ORDER BY p.id LIMIT $requests") > "$house/fhir.tokens"
	ask_file tests/bench/fhir.sql -v clients="$(awk '{ printf "%s%s", (NR > 1 ? "," : ""), $1 }' "$house/fhir.tokens")" ||
	    fail "nothing to ask of FHIR"
	# shellcheck disable=SC2086
	same_statements aftercare_api $fhir_pages
}

# Each of a facility's open tasks is claimed, and when all are, each is given back: an edit of each, by its patch.
claim_script() {
	local user task deed
	while IFS='|' read -r user task deed; do
		echo "person asker token=$(client_token "$user") task=${task//,/|} deed=${deed//;/|}"
	done < <(ask "
	    SELECT user_id, concat_ws(',', ids, ids), concat_ws(';',
	           array_to_string(array_fill(format('[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"accepted\"},{\"op\":\"add\",\"path\":\"/owner\",\"value\":{\"reference\":\"Device/%s\"}}]', user_id), ARRAY[n]), ';'),
	           array_to_string(array_fill('[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"requested\"},{\"op\":\"remove\",\"path\":\"/owner\"}]'::text, ARRAY[n]), ';'))
	      FROM (SELECT r.n AS asker, r.user_id, string_agg(t.id::text, ',' ORDER BY t.id) AS ids, count(*)::int AS n
	              FROM bench.request r JOIN user_place u USING (user_id) JOIN task t USING (place_id)
	             WHERE r.page = 'fhir_read' AND t.open AND t.status = 'requested' AND t.owner_id IS NULL AND t.kind <> 'escalation'
	             GROUP BY r.n, r.user_id) t
	     ORDER BY asker LIMIT $askers")
	printf '%s\n' 'request fhir_claim 1 PATCH /fhir/Task/{task} asker' 'header Authorization: Bearer {token}' \
	    'header Content-Type: application/json-patch+json' 'body {deed}'
}

measure_fhir() {
	local page
	for page in $fhir_pages; do
		load_script "$page" > "$house/$page.load"
		measure_product "$page" "$clients"
		role=aftercare_api measure_pgbench "$page" "$askers" $(((round - 1) * askers + 1))
	done
	claim_script > "$house/fhir_claim.load"
	measure_product fhir_claim "$clients"
	# Whoever comes next finds them as they were.
	ask "UPDATE task SET status = 'requested', owner_id = NULL, version = version + 1, event = 'released'
	    WHERE open AND owner_id IN (SELECT id FROM app_user WHERE username LIKE 'bench-%')"
}
