# form.sh - a large form, shown and saved: the processor's time of one request at a time,
# of our programs, nginx and PostgreSQL together.

form_requests=${FORM_REQUESTS:-100}

prepare_form() {
	mkdir -p "$house/programme/forms"
	awk -f tests/bench/form.awk > "$house/programme/forms/bench.xml"
	"$programs/aftercarectl" workflow publish "$house/programme" \
	    --database "host=$house user=postgres dbname=aftercare" > "$house/publish.log" 2>&1 ||
	    fail "the form cannot be published" "$house/publish.log"
}

# As it is shown to whom the bench knows; and sent, with all that the page asks.
form_get() { # OPTION...
	curl -sS -H 'Accept-Encoding: identity' -b "session=$(token_of "$form_user")" "$@" \
	    "http://127.0.0.1:$site_port$form_path" || fail "$form_path does not answer" "$house/site.log"
}

# Microseconds that all of them have had from one sample to the other.
taken() { # BEFORE AFTER
	# shellcheck disable=SC2086
	set -- $1 $2
	echo $(($6 + $7 + $8 - $2 - $3 - $4))
}

measure_form() {
	local form_user form_path i code reports
	IFS='|' read -r form_user form_path < <(requests_of patient | cut -d'|' -f2- | head -1)
	form_path+=/forms/bench
	reports=$(ask "SELECT count(*) FROM report")
	for ((i = -3; i < form_requests; i++)); do
		sample
		before=$sample
		form_get -o "$house/form.html"
		sample
		[ "$i" -lt 0 ] || taken "$before" "$sample" >> "$house/form.render"
		awk -f tests/bench/form_body.awk "$house/form.html" > "$house/form.body"
		sample
		before=$sample
		code=$(form_get -o "$house/form.answer" -w '%{http_code}' --data-binary "@$house/form.body")
		sample
		[ "$code" = 303 ] || fail "the form was answered $code" "$house/form.answer"
		[ "$i" -lt 0 ] || taken "$before" "$sample" >> "$house/form.submit"
	done
	[ "$(($(ask "SELECT count(*) FROM report") - reports))" = $((form_requests + 3)) ] || fail "not every form is a report"
	for i in render submit; do
		sort -n "$house/form.$i" | awk -v name="bench.form.${i}_cpu" '{ us[NR] = $1 }
		    END { printf "figure %s %.2f ms\n", name, us[int((NR + 1) / 2)] / 1000 }' >> "$house/figures"
	done
}
