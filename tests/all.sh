#!/bin/bash
# Everything that must hold, in the order in which it fails fastest.
# Each part says how it went; of one that failed is shown what did not go well.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
export MAKEFLAGS=
logs=$(mktemp -d /tmp/aftercare-logs.XXXXXX)
passed=0 failed=()
began=$SECONDS
not_well() { grep -vE '^(info|ok) ' "$logs/$1.log" | tail -"$2" | sed 's/^/    /'; } # PART LINES
told() { # NAME SECONDS, after what it was told of
	if [ "$?" = 0 ]; then
		passed=$((passed + 1))
		printf 'ok      %-34s %4d s   %s\n' "$1" "$2" \
		    "$(grep -E '^([0-9]+%: Checks|figure |[0-9]+ (checks|tests|runs))' "$logs/$1.log" | tail -1)"
	else
		failed+=("$1")
		printf 'FAILED  %-34s %4d s\n' "$1" "$2"
		not_well "$1" 60
	fi
}
part() {
	local name=$1 start=$SECONDS
	shift
	"$@" > "$logs/$name.log" 2>&1
	told "$name" $((SECONDS - start))
}
# Two that need little more than a processor each go side by side: beside NAME COMMAND...,
# then the other part, then both_done.
beside() {
	next=$1 next_began=$SECONDS
	shift
	"$@" > "$logs/$next.log" 2>&1 &
	next_pid=$!
}
both_done() {
	wait "$next_pid"
	told "$next" $((SECONDS - next_began))
}
trap 'kill $(jobs -p) 2> /dev/null; wait' EXIT
trap 'exit 130' INT TERM
# The matrix once more, where only row security is left.
second_wall() {
	make -j2 build/gcc/check-bare && readelf -sW build/gcc/check-bare | grep bare_admission > /dev/null &&
		CK_RUN_CASE=matrix tests/with_database.sh build/gcc/check-bare
}
browser_tools() { (cd tests/e2e && npm ci --no-audit --no-fund --silent); }

part build-gcc		make -j2 all build/gcc/check build/gcc/load build/gcc/hand_over build/gcc/letters
part build-clang	make -j2 V=clang all build/clang/check build/clang/load build/clang/hand_over
part floors		tests/layers.sh
part format		clang-format --dry-run -Werror $(git ls-files 'app/*.[ch]' 'tests/*.[ch]')
part banned		tests/banned.sh
part templates		tests/tmplc.sh
part fault-points	tests/fault/plain.sh
part queries		tests/queries.sh
part nginx		tests/nginx.sh
beside rules		tests/rules/run.sh
part check		tests/with_database.sh build/gcc/check
both_done
part hardening		tests/hardening.sh
part packages		tests/packages.sh
part units		tests/units.sh
part packs		tests/workflow_check.sh
part triage		tests/triage/run.sh
part indicators		tests/indicators/run.sh
part second-wall	second_wall
part build-san		make -j2 V=san all build/san/check
beside torture		tests/torture/run.sh --short
# All the walls have been tried twice by now; here it is the code behind them.
part check-sanitized	env MATRIX_EVERY=4 tests/with_database.sh build/san/check
both_done
part build-fuzz	make -j2 V=fuzz fuzzers
part fuzz-reach		tests/fuzz/parsers.sh reach
part browser-tools	browser_tools
beside script		node tests/e2e/script.js
part fuzz		env FUZZ_S=2 tests/fuzz/run.sh
both_done
part letters		node tests/e2e/letters.js
for test in tests/demo_run.sh tests/e2e/loop.sh tests/fault/short.sh tests/restart/short.sh tests/bench/short.sh; do
	[ -x "$test" ] && part "$(basename "$(dirname "$test")")-$(basename "$test" .sh)" "$test"
done
# Once more, for who sees only the end of all this.
for name in "${failed[@]}"; do
	echo "FAILED  $name"
	not_well "$name" 6
done
echo "$((SECONDS - began)) seconds"
echo "$passed passed, ${#failed[@]} failed"
rm -rf "$logs"
[ ${#failed[@]} = 0 ]
