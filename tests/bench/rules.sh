# rules.sh - the rules engine beside the reference's on Node: the same rules for the same
# patients, follow-up by texts with five reports each. Pure is the evaluation alone; full
# is the reference with PouchDB, and ours from the start of the program to its end.

rules_now=2024-03-30T12:00:00Z

rules_patients() { [ "$1" = full ] && echo "${RULES_FULL:-1000}" || echo "${RULES_PATIENTS:-10000}"; } # pure|full

# Seconds of all, of all once more, of one changed patient, of all with reading and
# writing; MB; seconds of computing for all.
rules_by() { # pure|full|ours|one pure|full
	PROGRAMS=$(realpath "$programs") TZ=Africa/Harare node tests/rules/measure.js "$1" "$house/rules-$2" "$rules_now" ||
	    fail "rules: $1 does not measure"
}

prepare_rules() {
	local kind
	(cd tests/rules && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --silent; }) ||
	    fail "rules: no reference"
	for kind in pure full; do
		node tests/rules/programmes.js follow_up "$house/rules-$kind" "$(rules_patients $kind)" "$seed" "$rules_now" ||
		    fail "rules: no patients"
	done
}

# One after the other, so that both sides see the same machine.
measure_rules() {
	local kind side
	for kind in pure full; do
		for side in "$kind" ours one; do
			[ "$kind $side" = "full one" ] ||
			    echo "$kind $side $(rules_patients $kind) $(rules_by $side $kind)" >> "$house/rules"
		done
	done
}

# Of each the middle of the rounds.
rules_figures() {
	awk -f tests/bench/middle.awk -f tests/bench/rules.awk "$house/rules" >> "$house/figures"
}
