#!/bin/bash
# Everything that must hold, in the order in which it fails fastest.
# Each part says how it went; of one that failed is shown what did not go well.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export MAKEFLAGS=
logs=$(mktemp -d /tmp/aftercare-logs.XXXXXX)
began=$SECONDS
not_well() { grep -vE '^(info|ok) ' "$logs/$1.log" | tail -"$2" | sed 's/^/    /'; } # PART LINES
part() { # NAME COMMAND...
	local name=$1 start=$SECONDS said
	shift
	if "$@" > "$logs/$name.log" 2>&1; then
		said=$(grep -E '^([0-9]+%: Checks|figure |[0-9]+ (checks|tests|runs))' "$logs/$name.log" | tail -1)
		printf 'ok      %-34s %4d s   %s\n' "$name" $((SECONDS - start)) "$said"
		: > "$logs/$name.passed"
	else
		printf 'FAILED  %-34s %4d s\n%s\n' "$name" $((SECONDS - start)) "$(not_well "$name" 60)"
		: > "$logs/$name.failed"
	fi
}
rows=()
trap 'for row in "${rows[@]}"; do kill -- "-$row" 2> /dev/null; done; wait' EXIT
trap 'exit 130' INT TERM
# The matrix once more, where only row security is left.
second_wall() {
	readelf -sW build/gcc/check-bare | grep bare_admission > /dev/null &&
		CK_RUN_CASE=matrix tests/with_database.sh build/gcc/check-bare
}
browser_tools() { (cd tests/e2e && npm ci --no-audit --no-fund --silent); }

part build-gcc		make -j2 all build/gcc/check build/gcc/check-bare build/gcc/load build/gcc/hand_over build/gcc/letters
# By clang, with the sanitizers; and what is left out there.
part build-san		make -j2 V=san all build/san/check build/san/load build/san/hand_over build/san/letters build/san/torture fuzzers
part build-clang	make V=clang build/clang/app/base/memory.o build/clang/tests/test_memory.o build/clang/tests/test_secret.o
part floors		tests/layers.sh
part format		clang-format --dry-run -Werror $(git ls-files 'app/*.[ch]' 'tests/*.[ch]')
part banned		tests/banned.sh
part templates		tests/tmplc.sh
part fault-points	tests/fault/plain.sh
part queries		tests/queries.sh
part nginx		tests/nginx.sh
# Two rows side by side, of parts that need little more than a processor each.
row_of_checks() {
	part check		tests/with_database.sh build/gcc/check
	part second-wall	second_wall
	# All the walls have been tried twice by now; here it is the code behind them.  Each test
	# is a process: what is freed need not be kept from all that were before it.
	part check-sanitized	env MATRIX_EVERY=10 ASAN_OPTIONS=quarantine_size_mb=16 tests/with_database.sh build/san/check
}
row_of_proofs() {
	part hardening		tests/hardening.sh
	part packages		tests/packages.sh
	part units		tests/units.sh
	part packs		tests/workflow_check.sh
	part triage		tests/triage/run.sh
	part indicators		tests/indicators/run.sh
	part rules		tests/rules/run.sh
	part fault		tests/fault/short.sh
	part fuzz-reach		tests/fuzz/parsers.sh reach
	part fuzz		env FUZZ_S=2 tests/fuzz/run.sh
	part bench		tests/bench/short.sh
	part browser-tools	browser_tools
	part script		node tests/e2e/script.js
	part letters		node tests/e2e/letters.js
	part torture		env SEED=1 tests/torture/run.sh --short
}
set -m # groups, so that all of it ends
for row in checks proofs; do
	row_of_$row &
	rows+=($!)
done
set +m
wait
rows=()
# By themselves: somebody waits for each page, and what is counted is lost by a machine
# that cannot keep up.
part e2e		tests/e2e/loop.sh
part demo		tests/demo_run.sh
part restart		tests/restart/short.sh

# Once more, for who sees only the end of all this.
for failed in "$logs"/*.failed; do
	[ -e "$failed" ] || continue
	name=$(basename "$failed" .failed)
	echo "FAILED  $name"
	not_well "$name" 6
done
count() { find "$logs" -name "*.$1" | wc -l; } # HOW_IT_WENT
failed=$(count failed)
echo "$((SECONDS - began)) seconds"
echo "$(count passed) passed, $failed failed"
rm -rf "$logs"
[ "$failed" = 0 ]
