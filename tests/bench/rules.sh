# rules.sh - the rules engine beside the reference's on Node, the same rules for the same
# patients: follow-up by texts, five reports each.

rules_now=2024-03-30T12:00:00Z
rules_of() { [ "$1" = full ] && echo "${RULES_FULL:-1000}" || echo "${RULES_PATIENTS:-10000}"; } # pure|full: patients

# Seconds of a first evaluation, of a second one, of one changed patient; MB.
rules_by() { # pure|full|ours pure|full
	(cd tests/rules && PROGRAMS=$(realpath "../../$programs") TZ=Africa/Harare \
	    node measure.js "$1" "$house/rules-$2" "$rules_now") || fail "rules: $1 does not measure"
}

measure_rules() {
	local kind side
	(cd tests/rules && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --silent; }) ||
	    fail "rules: no reference"
	for kind in pure full; do
		node tests/rules/programmes.js follow_up "$house/rules-$kind" "$(rules_of $kind)" "$seed" "$rules_now"
		for side in $kind ours; do
			echo "$kind $side $(rules_of $kind) $(rules_by $side $kind)" >> "$house/rules"
		done
	done
}
