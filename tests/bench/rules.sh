# rules.sh - the rules engine beside the reference's on Node: the same rules for the same
# patients, follow-up by texts with five reports each. Pure is the evaluation alone; full
# is the reference with PouchDB, and ours from the start of the program to its end.

rules_now=2024-03-30T12:00:00Z

rules_patients() { [ "$1" = full ] && echo "${RULES_FULL:-1000}" || echo "${RULES_PATIENTS:-10000}"; } # pure|full

# Seconds of all, of all once more, of one changed patient, of all with reading and writing; MB.
rules_by() { # pure|full|ours pure|full
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

measure_rules() {
	local kind side
	for kind in pure full; do
		for side in "$kind" ours; do
			echo "$kind $side $(rules_patients $kind) $(rules_by $side $kind)" >> "$house/rules"
		done
	done
}

# Of each the middle of the rounds.
rules_figures() {
	sort -k1,1 -k2,2 "$house/rules" | awk '
		function middle(list, n, i, j, t, a) {
			n = split(list, a, " ")
			for (i = 2; i <= n; i++)
				for (j = i; j > 1 && a[j - 1] + 0 > a[j] + 0; j--) {
					t = a[j]; a[j] = a[j - 1]; a[j - 1] = t
				}
			return n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
		}
		{
			patients[$1] = $3
			for (i = 4; i <= 8; i++)
				all[$1, $2, i] = all[$1, $2, i] " " $i
		}
		END {
			printf "figure bench.rules.patients_per_s %.0f 1/s\n", patients["pure"] / middle(all["pure", "ours", 4])
			printf "figure bench.rules.again_per_s %.0f 1/s\n", patients["pure"] / middle(all["pure", "ours", 5])
			printf "figure bench.rules.ratio_to_reference_pure %.2f x\n", middle(all["pure", "pure", 4]) / middle(all["pure", "ours", 4])
			printf "figure bench.rules.ratio_to_reference_full %.1f x\n", middle(all["full", "full", 7]) / middle(all["full", "ours", 7])
			printf "figure bench.rules.changed %.2f ms\n", 1000 * middle(all["full", "ours", 6])
			printf "figure bench.rules.changed_reference_pure %.2f ms\n", 1000 * middle(all["pure", "pure", 6])
			printf "figure bench.rules.changed_reference_full %.0f ms\n", 1000 * middle(all["full", "full", 6])
			printf "figure bench.rules.memory %.0f MB\n", middle(all["pure", "ours", 8])
			printf "figure bench.rules.memory_reference_pure %.0f MB\n", middle(all["pure", "pure", 8])
			printf "figure bench.rules.memory_reference_full %.0f MB\n", middle(all["full", "full", 8])
		}' >> "$house/figures"
}
